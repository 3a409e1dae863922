// One walk through a function that finds where it needs probes for native steps.
//
// A function's body, and each loop in it, is a scope. A scope is *covered* at some point when every way there from the
// scope's start (for a loop: from its header, in the current pass) has gone through a probe. Two rules make the meter a bound:
//
//   1. A call that may go on for long is made only where the function's own scope is covered, or where the called function
//      certainly goes through a probe itself: recursion is counted.
//   2. A branch goes back to a loop's header only where that loop's scope is covered: repetition is counted.
//
// The walk needs one number. A probe covers all scopes around it at once, and a scope that is entered later lies inside all
// that were entered earlier, so the covered scopes are always the outermost few: `covered` counts them. Where ways meet,
// the least counts. Loops need no second look, because what is covered at a header by the way in stays covered on every way
// back. Behind code that never goes on, everything counts as covered: no way leads there. The dispatch site and bulk
// operations have probes of their own, which are always there.
//
//     func                            covered 0 of 1 scope
//       loop                                  0 of 2
//         call $certain                       2 of 2    it pays at its own entry
//         br_if 0                                       goes back covered: no probe
//       end                                   1 of 1
//       call_indirect                                   the function is covered: no probe
//       loop                                  1 of 2
//         br_if 0                                       not covered: spends a step when it goes back
//       end
//     end
import { branchTargets, type Code, type FunctionCode } from './code.ts'
import { isBulk, OP } from './instructions.ts'

/** Where the walk found that a probe is needed. */
export interface ProbeSite {
  readonly at: number
  /** At the function's `entry`, `before` a branch, or only when a br_if is `taken`. */
  readonly place: 'entry' | 'before' | 'taken'
  readonly steps: number
}

export interface Coverage {
  /** In the order of the code. */
  readonly sites: readonly ProbeSite[]
  /** Does every activation go through a probe before it returns, and before it makes a call that may go on for long? */
  readonly certain: boolean
}

/** What is known of a function when a call of it is met: `bounded`, `certain` as above, or nothing. */
export type Callee = 'bounded' | 'certain' | 'unknown'

/** An entry, or a pass with calls, also pays for bounded functions that are called on the way. */
const STEPS = { entry: 2, pass: 1, passWithCalls: 2 } as const

/**
 * @param callee tells what is known; it must have been found without use of this function
 * @param dispatch the instruction that fetches bytecode: it has a probe of its own
 */
export function coverage(
  code: Code,
  body: FunctionCode,
  callee: (index: number) => Callee,
  dispatch: number | undefined
): Coverage {
  const { sites, certain, entry } = walk(code, body, callee, dispatch, 0)
  if (!entry) return { sites, certain }
  const probe: ProbeSite = { at: body.first, place: 'entry', steps: STEPS.entry }
  return { sites: [probe, ...walk(code, body, callee, dispatch, 1).sites], certain: true }
}

interface Label {
  readonly kind: 'block' | 'loop' | 'if'
  /** How many scopes there are inside of it. */
  readonly depth: number
  /** Of an `if`: what was covered before it, and so on the way past it. */
  readonly before: number
  /** The least that is covered on any way that leaves for its end. */
  joined: number
  /** Of a loop: did a call stand in it so far? */
  calls: boolean
}

function walk(
  code: Code,
  body: FunctionCode,
  callee: (index: number) => Callee,
  dispatch: number | undefined,
  coveredAtEntry: 0 | 1
): Coverage & { readonly entry: boolean } {
  const sites: ProbeSite[] = []
  const labels: Label[] = []
  let depth = 1
  let covered: number = coveredAtEntry
  let entry = false

  const open = (kind: Label['kind']) => {
    if (kind === 'loop') depth++
    labels.push({ kind, depth, before: covered, joined: Number.POSITIVE_INFINITY, calls: false })
  }
  const close = () => {
    const label = labels.pop()!
    covered = Math.min(covered, label.joined, label.kind === 'if' ? label.before : covered)
    if (label.kind === 'loop') depth--
    covered = Math.min(covered, depth)
  }
  const target = (label: number) => labels[labels.length - 1 - label]!
  const goesBackUncovered = (label: number) => target(label).kind === 'loop' && covered < target(label).depth
  const leave = (label: number) => {
    const { kind, joined } = target(label)
    if (kind !== 'loop') target(label).joined = Math.min(joined, covered)
  }
  const pass = (at: number, place: ProbeSite['place'], label: number) => {
    sites.push({ at, place, steps: target(label).calls ? STEPS.passWithCalls : STEPS.pass })
  }
  const call = (known: Callee) => {
    if (known !== 'bounded') for (const label of labels) label.calls = true
    if (known === 'certain') covered = depth
    if (known === 'unknown' && covered === 0) entry = true
  }

  open('block')
  for (let at = body.first; at < body.last; at++) {
    const operand = code.operand[at]!
    switch (code.opcode[at]) {
      case OP.block:
        open('block')
        break
      case OP.loop:
        open('loop')
        break
      case OP.if:
        open('if')
        break
      case OP.else: {
        // From here on like a block that the first arm leaves at its end.
        const { before } = target(0)
        leave(0)
        labels.push({ ...labels.pop()!, kind: 'block' })
        covered = before
        break
      }
      case OP.end:
        close()
        break
      case OP.br:
        if (goesBackUncovered(operand)) pass(at, 'before', operand)
        leave(operand)
        covered = depth
        break
      case OP.brIf:
        if (goesBackUncovered(operand)) pass(at, 'taken', operand)
        leave(operand)
        break
      case OP.brTable: {
        if (at === dispatch) covered = depth
        const targets = branchTargets(code, at)
        const back = targets.find(goesBackUncovered)
        if (back !== undefined) {
          pass(at, 'before', back)
          covered = depth
        }
        targets.forEach(leave)
        covered = depth
        break
      }
      case OP.return:
        leave(labels.length - 1)
        covered = depth
        break
      case OP.unreachable:
        covered = depth
        break
      case OP.call:
        call(callee(operand))
        break
      case OP.callIndirect:
        call('unknown')
        break
      case OP.bulk:
        if (isBulk(operand)) covered = depth
    }
  }
  return { sites, certain: covered > 0, entry }
}
