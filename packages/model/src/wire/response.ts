// What clients are answered.
import { RECORD_SIBLINGS, VALUE_BYTES } from '../limits.ts'
import type { ClientResponse, GotResponse, Reply, Usage, WrittenResponse } from '../request.ts'
import { readFailure, writeFailure } from './failure.ts'
import { readInspected, writeInspected } from './inspected.ts'
import { type Draft, readDot, readNode, readVector, writeDot, writeDots, writeVector } from './parts.ts'
import type { Reader } from './reader.ts'
import type { Writer } from './writer.ts'

const ANSWERS = ['failed', 'get', 'put', 'delete', 'inspect'] as const

/** answer (1 byte) · the failure, or: coordinator · context · usage · what the operation has besides */
export function writeResponse(to: Writer, response: ClientResponse): void {
  to.byte(response.ok ? ANSWERS.indexOf(response.op) : 0)
  if (!response.ok) return writeFailure(to, response.failure)
  to.text(response.coordinator)
  writeVector(to, response.context)
  writeUsage(to, response.usage)
  switch (response.op) {
    case 'get':
      return writeReplies(to, response.replies)
    case 'put':
    case 'delete':
      return writeWritten(to, response)
    case 'inspect':
      return writeInspected(to, response)
  }
}

export function readResponse(from: Reader): ClientResponse {
  const op = from.oneOf('the answer', ANSWERS)
  if (op === 'failed') return { ok: false, failure: readFailure(from) }
  const ok = true as const
  const coordinator = readNode(from)
  const context = readVector(from)
  const usage = readUsage(from)
  switch (op) {
    case 'get':
      return { ok, coordinator, context, usage, op, replies: readReplies(from) }
    case 'put':
    case 'delete':
      return readWritten(from, { ok, coordinator, context, usage, op, dots: [] })
    case 'inspect':
      return { ok, coordinator, context, usage, op, ...readInspected(from) }
  }
}

/** instructions · steps · memory */
function writeUsage(to: Writer, { instructions, steps, memory }: Usage): void {
  to.whole(instructions)
  to.whole(steps)
  to.whole(memory)
}

function readUsage(from: Reader): Usage {
  return {
    instructions: from.whole('instructions'),
    steps: from.whole('steps'),
    memory: from.whole('memory')
  }
}

const SILENT = 1

/** number of replies · for each: flags (silent) · dot · value */
function writeReplies(to: Writer, replies: GotResponse['replies']): void {
  to.whole(replies.length)
  for (const { value, dot, silent } of replies) {
    to.byte(silent ? SILENT : 0)
    writeDot(to, dot)
    to.bytes(value)
  }
}

function readReplies(from: Reader): Reply[] {
  return from.list('replies', RECORD_SIBLINGS, () => {
    const flags = from.flags('the reply', SILENT)
    const reply: Draft<Reply> = { dot: readDot(from), value: from.bytes('the value', VALUE_BYTES) }
    if (flags & SILENT) reply.silent = true
    return reply
  })
}

const WRITTEN = { signed: 1, unsigned: 2 }

/** flags (its code is an operator's, it is nobody's) · number of dots · the dots */
function writeWritten(to: Writer, { dots, signed }: WrittenResponse): void {
  to.byte(signed === undefined ? 0 : signed ? WRITTEN.signed : WRITTEN.unsigned)
  writeDots(to, dots)
}

function readWritten(from: Reader, response: Draft<WrittenResponse>): WrittenResponse {
  const flags = from.flags('the answer', 3)
  response.dots = from.list('dots', RECORD_SIBLINGS, readDot)
  if (flags !== 0) response.signed = (flags & WRITTEN.signed) !== 0
  return response
}
