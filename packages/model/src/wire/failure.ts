// A failure that another node tells.
import type { Failure } from '../failure.ts'
import type { Draft } from './parts.ts'
import { type Reader, WireError } from './reader.ts'
import type { Writer } from './writer.ts'

const CODE_CHARACTERS = 64
const SENTENCE_CHARACTERS = 4_096
const DETAILS = 16

const KINDS = ['text', 'number'] as const

/** code · message · number of details + 1, or 0 · for each: name · kind (1 byte) · text, or float64 */
export function writeFailure(to: Writer, { code, message, details }: Failure): void {
  to.text(code)
  to.text(message)
  if (details === undefined) return to.whole(0)
  const entries = Object.entries(details)
  to.whole(entries.length + 1)
  for (const [name, detail] of entries) {
    to.text(name)
    to.byte(typeof detail === 'number' ? 1 : 0)
    if (typeof detail === 'number') to.float64(detail)
    else to.text(detail)
  }
}

export function readFailure(from: Reader): Failure {
  const failure: Draft<Failure> = {
    code: from.text('the code', CODE_CHARACTERS),
    message: from.text('the message', SENTENCE_CHARACTERS)
  }
  const count = from.whole('the details', 0, DETAILS + 1)
  if (count > 0) failure.details = readDetails(from, count - 1)
  return failure
}

function readDetails(from: Reader, count: number): Readonly<Record<string, string | number>> {
  const details = new Map<string, string | number>()
  for (let left = count; left > 0; left--) {
    const name = from.text('the name of a detail', SENTENCE_CHARACTERS)
    if (name === '__proto__' || details.has(name))
      throw new WireError(`a detail is named ${name.slice(0, 40)}`)
    details.set(name, readDetail(from))
  }
  return Object.fromEntries(details)
}

function readDetail(from: Reader): string | number {
  if (from.oneOf('the kind of a detail', KINDS) === 'text') return from.text('a detail', SENTENCE_CHARACTERS)
  const number = from.float64()
  if (Number.isFinite(number)) return number
  throw new WireError(`a detail is ${number}`)
}
