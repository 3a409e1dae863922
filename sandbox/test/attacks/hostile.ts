// Values that callers might hand to the sandbox, by mistake or on purpose.
import type { Value } from '../../src/index.ts'

/** Lets what is not a value pass for one. */
export function hostile(value: unknown): Value {
  return value as Value
}

export function revoked(): Value {
  const { proxy, revoke } = Proxy.revocable({}, {})
  revoke()
  return hostile(proxy)
}

export function cycle(): Value {
  const value: Record<string, unknown> = {}
  value.again = value
  return hostile(value)
}

export function cyclicArray(): Value {
  const value: unknown[] = []
  value.push(value)
  return hostile(value)
}

export function deep(levels: number): Value {
  let value: Value = 1
  for (let level = 0; level < levels; level++) value = [value]
  return value
}

/** 2^levels leaves in as many arrays as there are levels. */
export function doubling(levels: number): Value {
  let value: Value = [1]
  for (let level = 0; level < levels; level++) value = [value, value]
  return value
}

export function detached(): Uint8Array {
  const bytes = new Uint8Array(4)
  structuredClone(bytes.buffer, { transfer: [bytes.buffer] })
  return bytes
}

export const PAYLOAD: Value = { list: [1] }
export const BYTES = Uint8Array.of(1, 2)
export const NAMES: Value = JSON.parse(
  '{"__proto__":1,"":2,"0":3,"01":4,"4294967296":5,"-1":6,"then":7,"constructor":8}'
)
export const NUMBERS: Value = [0, 5e-324, -1.7976931348623157e308, 2 ** 53, -(2 ** 31), 2 ** 32, 0.1]
export const BIGINTS: Value = [0n, -1n, 2n ** 8191n - 1n, -(2n ** 8191n), 2n ** 63n, 255n, -128n]
