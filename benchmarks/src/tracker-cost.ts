// What the tracker's rule costs where it is meant to run: inside an object, in the metered sandbox.
import { readFileSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'
import { createSandbox } from '@halley/sandbox'
import { pairOf } from './tracker-rule.ts'

export interface RuleCost {
  readonly peers: number
  /** Instructions of the interpreter to offer 20 peers, and to take in 20 reports; an event has 100,000. */
  readonly offer: number
  readonly report: number
  /** Bytes of memory at the peak of an offer, of 100,000. */
  readonly memory: number
}

/** @param sizes numbers of peers that the object tracks */
export async function costOf(sizes: readonly number[]): Promise<RuleCost[]> {
  const sandbox = await createSandbox({ workers: 1 })
  const spent = async (size: number, handler: string): Promise<{ instructions: number; memory: number }> => {
    const code = `${source()}
export default { onGet (caller) {
  const swarm = { places: new Int16Array(this.places.buffer, this.places.byteOffset), reports: this.reports }
  ${handler}
} }`
    const event = { type: 'get' as const, caller: { id: 'p' }, time: 0, seed: '' }
    const outcome = await sandbox.invoke({ code, event, state: full(size) })
    if (!outcome.ok) throw new Error(outcome.error.message)
    return outcome.usage
  }
  try {
    const costs: RuleCost[] = []
    for (const peers of sizes) {
      const offer = await spent(peers, `return nearest(swarm, 0, ${peers}, 20)`)
      const report = await spent(peers, 'for (let at = 1; at <= 20; at++) report(swarm, 0, at, 5 * at)')
      costs.push({ peers, offer: offer.instructions, report: report.instructions, memory: offer.memory })
    }
    return costs
  } finally {
    await sandbox.close()
  }
}

function source(): string {
  const path = new URL('tracker-rule.ts', import.meta.url)
  return stripTypeScriptTypes(readFileSync(path, 'utf8')).replaceAll(/^export /gm, '')
}

/** Names as long as real ones, places all over, and a report for every second pair. */
function full(peers: number): { names: string[]; places: Uint8Array; reports: Uint8Array } {
  const names = Array.from({ length: peers }, (_, at) => `12D3KooW${String(at).padStart(44, 'x')}`)
  const places = new Uint8Array(8 * peers)
  for (let at = 0; at < places.length; at += 2) places[at] = (at * 7_919) % 251
  const reports = Uint8Array.from({ length: pairOf(peers, 0) }, (_, at) =>
    at % 2 === 0 ? 0 : 60 + (at % 90)
  )
  return { names, places, reports }
}
