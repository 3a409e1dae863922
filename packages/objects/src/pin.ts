// Pins: a client may say which code it expects the object to have. Where a version has other code, or none, no handler runs, not
// even onMerge, and nothing is written: the client is told what was found.
import type { Failure } from '@halley/model'
import type { Scene } from './step.ts'

/** Why the event must not go on: nothing where no pin was set, or a get finds nothing that could have other code. */
export function pinMismatch({ request, live }: Scene): Failure | undefined {
  const pin = request.op === 'get' || request.op === 'put' ? request.pin : undefined
  if (pin === undefined) return undefined
  if (live.length === 0)
    return request.op === 'get' ? undefined : mismatch(pin, undefined, 'there is no object')
  const other = live.find(({ code }) => code?.hash !== pin)
  if (other === undefined) return undefined
  const found = other.code?.hash
  return mismatch(
    pin,
    found,
    found === undefined ? 'the object has no code' : `the object has the code ${found}`
  )
}

function mismatch(pin: string, found: string | undefined, what: string): Failure {
  const details = { pin, ...(found === undefined ? {} : { found }) }
  return { code: 'PIN_MISMATCH', message: `${what}, not ${pin}; nothing was run`, details }
}
