// What handlers ask of the network, and what they are answered, between the sandbox's values and the cores' encoded ones.
import { decodeValue, encodeValue, PAYLOAD_BYTES, parseKey, type Value } from '@halley/model'
import type { Call, CallResult, NodeAnswer } from '@halley/objects'
import type { CallResult as SandboxResult, Waiting } from '@halley/sandbox'

/** @throws ModelError KEY_INVALID, VALUE_INVALID, VALUE_TOO_LARGE for what cannot travel */
export function callOf(action: Waiting['actions'][number]): Call {
  const { id, type } = action
  const key = parseKey(action.key)
  if (type === 'lookup') return { id, type, key }
  const { nodes } = action
  const named = nodes === undefined ? {} : { nodes }
  if (type === 'put')
    return { id, type, key, value: encodeValue(action.value, 'the data of comet.put'), ...named }
  if (action.payload === undefined) return { id, type, key, ...named }
  return { id, type, key, payload: encodeValue(action.payload, 'the payload', PAYLOAD_BYTES), ...named }
}

export function resultOf(result: CallResult): SandboxResult {
  if (result.ok) return { id: result.id, ok: true, value: answerOf(result) }
  const { code, message } = result.failure
  return { id: result.id, ok: false, error: { code, message } }
}

function answerOf({ answer }: CallResult & { ok: true }): Value {
  if ('value' in answer) return decodeValue(answer.value, 'the answer')
  if ('nodes' in answer) return answer.nodes.map((id) => ({ id }))
  return answer.answers.map(nodeAnswer)
}

function nodeAnswer(answer: NodeAnswer): Value {
  if ('value' in answer) return { node: answer.node, value: decodeValue(answer.value, 'the answer') }
  const { code, message } = answer.failure
  return { node: answer.node, error: { code, message } }
}
