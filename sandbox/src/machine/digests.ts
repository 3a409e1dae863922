// What comet.hash and comet.verify come to: SHA-256 and Ed25519, computed by the host in the middle of a handler. Both are functions
// of their operands alone, so onMerge may use them.
//
// They are paid for in native steps, before they are computed: a step stands for 4 to 5 ns, and each figure is what the slowest
// part was measured to take, and about as much again for slower machines. So the steps of a handler bound its time with them as well.
import { createPublicKey, hash, verify } from 'node:crypto'
import { openMessage, ValueReader } from '../values/decode.ts'
import { encodeParts } from '../values/encode.ts'
import { SizeError, ValueError } from '../values/value.ts'
import { HOST } from './bootstrap.ts'
import { InterpreterFault } from './instance.ts'
import { deserialise, type Interpreter, type Pointer, serialise } from './interpreter.ts'

/** For carrying operands out and the answer in: about 5 µs, and twice as much until the engine has compiled it. */
const CALL_STEPS = 2_500

/**
 * For each byte of the operands as the interpreter holds them, which is up to 2 of UTF-8. SHA-256 takes 0.6 ns a byte with the
 * instructions that processors have for it, and 3 to 4 ns without; SHA-512, which Ed25519 uses, 1.1 ns.
 */
const BYTE_STEPS = 2

/** For a signature: 130 µs, of which 25 are for the key. */
const VERIFY_STEPS = 50_000

/** Answers host functions that are given an array of texts and bytes: a pointer to an array of one, or 0 when they cannot be read. */
export function digests(interpreter: Interpreter): (id: number, operands: Pointer) => Pointer {
  return (id, operands) => {
    spend(interpreter, id === HOST.verify ? VERIFY_STEPS + CALL_STEPS : CALL_STEPS)
    const read = readOperands(interpreter, operands)
    if (read === undefined) return 0
    return deserialise(
      interpreter,
      encodeParts([{ name: 'the answer', value: compute(id, read), maxBytes: 1_024 }]).bytes
    )
  }
}

type Operand = string | Uint8Array

function compute(id: number, operands: readonly Operand[]): string | boolean {
  switch (id) {
    case HOST.hash:
      return hash('sha256', operands[0]!, 'hex')
    case HOST.verify:
      return verified(operands[0]!, operands[1]!, operands[2]!)
    default:
      throw new InterpreterFault(`the interpreter called host function ${id}`)
  }
}

// Traps, as the interpreter does when its own steps are spent; the meters tell why.
function spend({ instance: { meters } }: Interpreter, steps: number): void {
  meters.steps.value -= steps
  if (meters.steps.value < 0) throw new WebAssembly.RuntimeError('no native steps are left')
}

// The copy in the heap is the host's, so it is not held against the object's memory.
function readOperands(interpreter: Interpreter, operands: Pointer): readonly Operand[] | undefined {
  const { meters } = interpreter.instance
  const { memoryLimit, memoryPeak, memory } = meters
  const before = { limit: memoryLimit.value, peak: memoryPeak.value }
  memoryLimit.value = before.limit + COPIES * memory.value
  const bytes = serialise(interpreter, operands)
  memoryLimit.value = before.limit
  memoryPeak.value = before.peak
  if (bytes === undefined) return undefined
  spend(interpreter, BYTE_STEPS * bytes.length)
  try {
    const message = openMessage(bytes)
    const reader = new ValueReader(message)
    // The bootstrap has looked at their types.
    return Array.from(
      { length: message.length },
      () => reader.next('an operand', 2 * bytes.length) as Operand
    )
  } catch (error) {
    if (error instanceof ValueError || error instanceof SizeError) return undefined
    throw error
  }
}

/** Writing holds the bytes twice while it makes room for more, half as much again each time. */
const COPIES = 4

/** What is not a key has signed nothing, and what is not a signature is of nobody. */
function verified(publicKey: Operand, data: Operand, signature: Operand): boolean {
  const key = bytesOf(publicKey, KEY_BYTES)
  const found = bytesOf(signature, SIGNATURE_BYTES)
  if (key === undefined || found === undefined) return false
  const said = typeof data === 'string' ? Buffer.from(data) : data
  const x = Buffer.from(key).toString('base64url')
  try {
    return verify(
      null,
      said,
      createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' }),
      found
    )
  } catch {
    return false
  }
}

const KEY_BYTES = 32
const SIGNATURE_BYTES = 64

/** So many bytes: as they are, in hex, or in base64url as `halley keygen` prints them. */
function bytesOf(operand: Operand, length: number): Uint8Array | undefined {
  if (typeof operand !== 'string') return operand.length === length ? operand : undefined
  if (operand.length === 2 * length) return decoded(operand, 'hex')
  return operand.length === Math.ceil((4 * length) / 3) ? decoded(operand, 'base64url') : undefined
}

// Decoding skips what is not of the alphabet; what is written back differs then.
function decoded(text: string, form: 'hex' | 'base64url'): Uint8Array | undefined {
  const bytes = Buffer.from(text, form)
  return bytes.toString(form) === (form === 'hex' ? text.toLowerCase() : text) ? bytes : undefined
}
