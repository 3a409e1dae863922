// Which functions and loops spend native steps, and where.
//
// Functions are looked at callees first, so that what is known of a call rests only on functions that were finished before:
// a probe is left out because of probes that are there, never because of one that is left out in turn.
import { boundedSize, calleesFirst } from './bounded.ts'
import type { Code } from './code.ts'
import { type Callee, coverage, type ProbeSite } from './coverage.ts'
import type { Sliced } from './slices.ts'

export interface Placement {
  /** By function, in the order of its code; functions without probes are not in it. */
  readonly sites: ReadonlyMap<number, readonly ProbeSite[]>
  /** How many functions are bounded. */
  readonly bounded: number
}

/** @param dispatch the instruction that fetches bytecode, if there is one */
export function* placeProbes(code: Code, dispatch: number | undefined): Sliced<Placement> {
  const sizes = new Map<number, number>()
  const certain = new Set<number>()
  const sites = new Map<number, readonly ProbeSite[]>()
  const callee = (index: number): Callee =>
    sizes.has(index) ? 'bounded' : certain.has(index) ? 'certain' : 'unknown'
  for (const body of calleesFirst(code)) {
    yield
    const size = boundedSize(code, body, sizes)
    if (size !== undefined) {
      sizes.set(body.index, size)
      continue
    }
    const found = coverage(code, body, callee, dispatch)
    if (found.certain) certain.add(body.index)
    if (found.sites.length > 0) sites.set(body.index, found.sites)
  }
  return { sites, bounded: sizes.size }
}
