// What handlers ask of the network, and what they are answered, between the sandbox's values and the cores' encoded ones.
import { decodeValue, encodeValue, PAYLOAD_BYTES, parseKey, type Value } from '@halley/model'
import type { Call, CallAnswer, CallResult, NodeAnswer } from '@halley/objects'
import type { CallResult as SandboxResult, Waiting } from '@halley/sandbox'
import { toldNodes, type Whereabouts } from './whereabouts.ts'

/** @throws ModelError KEY_INVALID, VALUE_INVALID, VALUE_TOO_LARGE for what cannot travel */
export function callOf(action: Waiting['actions'][number]): Call {
  const { id, type } = action
  const key = parseKey(action.key)
  if (type === 'lookup') return { id, type, key }
  const nodes = type === 'delete' ? undefined : action.nodes
  const named = nodes === undefined ? {} : { nodes }
  if (type === 'put') {
    const { value } = action
    return {
      id,
      type,
      key,
      ...(value === undefined ? {} : { value: encodeValue(value, 'the data of comet.put') }),
      ...named
    }
  }
  if (action.payload === undefined) return { id, type, key, ...named }
  return { id, type, key, payload: encodeValue(action.payload, 'the payload', PAYLOAD_BYTES), ...named }
}

/** @param whereabouts of the nodes that are told of */
export function resultOf(result: CallResult, whereabouts?: () => Whereabouts): SandboxResult {
  const { id } = result
  if (result.ok) return { id, ok: true, ...answerOf(result.answer, whereabouts) }
  const { code, message } = result.failure
  return { id, ok: false, error: { code, message } }
}

// Without a value the promise is resolved with undefined.
function answerOf(answer: CallAnswer, whereabouts: (() => Whereabouts) | undefined): { value?: Value } {
  if ('absent' in answer) return {}
  if ('value' in answer) return { value: decodeValue(answer.value, 'the answer') }
  if ('nodes' in answer) return { value: toldNodes(answer.nodes, whereabouts) }
  return { value: answer.answers.map(nodeAnswer) }
}

function nodeAnswer(answer: NodeAnswer): Value {
  if ('value' in answer) return { node: answer.node, value: decodeValue(answer.value, 'the answer') }
  if (!('failure' in answer)) return { node: answer.node }
  const { code, message } = answer.failure
  return { node: answer.node, error: { code, message } }
}
