// The checked reading of a failure that another node tells.
import type { Failure } from './failure.ts'
import { type Fields, fields, optional, ShapeError, text } from './shape.ts'

const SENTENCE_CHARACTERS = 4_096

export function readFailure(thing: unknown): Failure {
  const found = fields(thing, 'the failure')
  return {
    code: text(found.code, 'the code', 64),
    message: text(found.message, 'the message', SENTENCE_CHARACTERS),
    ...optional('details', found.details, readDetails)
  }
}

function readDetails(thing: unknown): Readonly<Record<string, string | number>> {
  const found: Fields = fields(thing, 'the details')
  const names = Object.keys(found)
  if (names.length > 16) throw new ShapeError('details has more than 16 entries')
  return Object.fromEntries(
    names.map((name) => [
      name,
      typeof found[name] === 'number'
        ? (found[name] as number)
        : text(found[name], 'a detail', SENTENCE_CHARACTERS)
    ])
  )
}
