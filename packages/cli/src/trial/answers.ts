// What a handler asks of the network, answered here as by a network of this one node: the same rules hold (objects/call-rules.ts),
// other keys are empty until the handler puts something there, and each call is shown with its answer.
import type { Value } from '@halley/model'
import { callRefusal } from '@halley/objects'
import type { Call, CallResult, Failed, Finished, Invocation, Sandbox } from '@halley/sandbox'

/** The one node. */
export const NODE = 'try'

export interface Answered {
  readonly call: Call
  readonly result: CallResult
}

export interface Ended {
  readonly outcome: Finished | Failed
  /** What the handler asked, in order. */
  readonly calls: readonly Answered[]
}

/** @param signed the code may address other keys, as if an operator had signed it */
export async function runToItsEnd(sandbox: Sandbox, invocation: Invocation, signed: boolean): Promise<Ended> {
  const calls: Answered[] = []
  const others = new Map<string, Value>()
  let outcome = await sandbox.invoke(invocation)
  while (outcome.ok && outcome.chain !== undefined) {
    const answers = outcome.actions.map((call) => ({ call, result: answer(call, others, signed) }))
    calls.push(...answers)
    outcome = await sandbox.resume(
      outcome.chain,
      answers.map(({ result }) => result)
    )
  }
  return { outcome, calls }
}

function answer(call: Call, others: Map<string, Value>, signed: boolean): CallResult {
  const { id, type, key } = call
  const nodes = 'nodes' in call && call.nodes !== undefined ? { nodes: call.nodes } : {}
  const value = 'value' in call && call.value !== undefined ? { value: SOMETHING } : {}
  const asked = { id, type, key, ...nodes, ...value }
  const refusal = callRefusal(asked, { key: NODE, caller: { id: NODE }, alone: false, privileged: signed })
  if (refusal !== undefined) return { id, ok: false, error: refusal }
  if (type === 'lookup') return { id, ok: true, value: [{ id: NODE }] }
  if (type === 'put' && call.nodes === undefined) {
    others.set(key, call.value as Value)
    return { id, ok: true, value: null }
  }
  if (type === 'delete') return { id, ok: true, value: others.delete(key) }
  const { nodes: named } = call
  if (named === undefined) {
    const value = others.get(key)
    return value === undefined ? { id, ok: true } : { id, ok: true, value }
  }
  const own = type === 'put' ? { node: NODE } : { node: NODE, error: OWN_NODE }
  return { id, ok: true, value: named.map((node) => (node === NODE ? own : { node, error: NO_NODE })) }
}

// What is put is not looked at by the rules, only that something is.
const SOMETHING = new Uint8Array(0)

const OWN_NODE = { code: 'OWN_NODE', message: 'this node runs the handler, which has `local`' }
const NO_NODE = { code: 'TIMEOUT', message: 'there is no other node here' }
