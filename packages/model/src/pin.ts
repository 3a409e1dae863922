// A pin: the code that a client expects an object to have, by its hash. Other code is not run for it.
import { ModelError } from './errors.ts'

/** @throws ModelError REQUEST_INVALID */
export function parsePin(text: unknown): string {
  if (typeof text === 'string' && PIN.test(text)) return text
  throw new ModelError(
    'REQUEST_INVALID',
    'a pin is the SHA-256 of the code, 64 hexadecimal digits: "inspect" shows it'
  )
}

const PIN = /^[0-9a-f]{64}$/
