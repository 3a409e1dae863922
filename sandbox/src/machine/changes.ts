// Did an invocation change the state, or `local`? Usually the bytes answer. If the state's differ, its values do, because
// an object may have written the same value with its keys in another order or a number in another form, and a change of
// state costs a quorum write. For `local` a false alarm costs little, so its bytes decide wherever they can be compared.
import { openMessage, ValueReader } from '../values/decode.ts'
import { type Outline, samePrefix } from '../values/outline.ts'
import { sameValue } from '../values/value.ts'

export interface Changes {
  readonly stateChanged: boolean
  readonly localChanged: boolean
}

/** Both messages start with state and local. @throws ValueError when what the object left is not a value */
export function changesBetween(before: Outline, after: Outline): Changes {
  if (samePrefix(before, after, 1))
    return { stateChanged: false, localChanged: !samePrefix(before, after, 2) }
  const [oldState, oldLocal] = firstTwo(before)
  const [state, local] = firstTwo(after)
  return { stateChanged: !sameValue(oldState!, state!), localChanged: !sameValue(oldLocal!, local!) }
}

function firstTwo({ bytes }: Outline) {
  const reader = new ValueReader(openMessage(bytes))
  return ['the state', 'local'].map((name) => reader.next(name, bytes.length))
}
