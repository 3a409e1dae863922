// Scenarios as text, after etcd's: the inputs (after `>`) and below each the exact effects, compared as a whole. A
// scenario is the trace of node A. To see what changed, read the diff; to accept it, paste the new trace.
//
//   > write 1 k y over a1 on {a1} a1=x       a turn commits y, decided on that record
//     load k
//   > loaded k {a1} a1=x
//     store 0: k {a2} a2=y
import assert from 'node:assert/strict'
import type { ClientRequest, ClientResponse, Message, ObjectRecord, Quorum } from '@halley/model'
import { actor, record, show, showDot, showVector } from '../../model/test/words.ts'
import type { MissedEffect } from '../src/absentees.ts'
import type { ReplicationEffect } from '../src/effects.ts'
import { REPLICATION_DEFAULTS, type ReplicationOptions } from '../src/options.ts'
import type { Origin } from '../src/origin.ts'
import type { ReadScope } from '../src/reads.ts'
import { Replication } from '../src/replication.ts'
import { BROKEN, local, put, showStore } from './words.ts'

/** Plays the inputs of `scenario` and compares the whole with the trace that results. */
export function scenario(scenario: string, options: Partial<ReplicationOptions> = {}): void {
  const expected = scenario
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
  const trace: string[] = []
  const replication = new Replication({
    self: 'A',
    actor: actor('a'),
    epoch: 0,
    attendance: undefined,
    boot: 0,
    options: { ...REPLICATION_DEFAULTS, ...options },
    emit: (effect) => {
      // Said at each look at a node that is down: absentees.test.ts has it.
      if (effect.type !== 'missed') trace.push(showEffect(effect))
    }
  })
  const player = new Player(replication)
  for (const line of expected) {
    if (!line.startsWith('>')) continue
    trace.push(line)
    const said = player.play(line.slice(1).trim())
    if (typeof said === 'string') trace.push(said)
  }
  assert.equal(trace.join('\n'), expected.join('\n'))
}

class Player {
  readonly #core: Replication
  #now = 0

  constructor(core: Replication) {
    this.#core = core
  }

  /** Gives the input to the core; a question about the core is answered with a line of text. */
  play(input: string): unknown {
    const core = this.#core
    const now = this.#now
    const [verb, ...words] = input.split(' ')
    const [first = '', second = '', ...rest] = words
    switch (verb) {
      case 'at':
        this.#now = Number(first)
        return core.tick(this.#now)
      case 'read':
        return core.read(Number(first), second, scopeOf(rest), now)
      case 'refresh':
        return core.refresh(Number(first), second)
      case 'write':
        return core.write(Number(first), commitOf(second, rest.join(' ')), now)
      case 'request':
        return core.request(Number(first), requestOf(second, rest), { id: 'A' }, now)
      case 'permit':
        return core.permit(Number(first), originOf(second, rest), now)
      case 'coordinated':
        return core.coordinated(Number(first), responseOf(second))
      case 'located':
        return core.located(first, [second, ...rest].join('').split(''), now)
      case 'loaded':
        return core.loaded(first, { record: record([second, ...rest].join(' ')), local: null }, now)
      case 'unloaded':
        return core.unloaded(first, BROKEN, now)
      case 'written':
        return core.written(Number(first), now)
      case 'unwritten':
        return core.unwritten(Number(first), BROKEN, now)
      case 'from':
        return core.receive(first, messageOf(second, rest), now)
      case 'hinted':
        return core.hinted(first, second, now)
      case 'up':
        return core.up(first, now)
      case 'down':
        return core.down(first, now)
      case 'lost':
        return core.lost(first, now)
      case 'placement-changed':
        return core.placementChanged()
      case 'load?':
        return Object.entries(core.load)
          .map(([what, count]) => `${count} ${what}`)
          .join(', ')
      case 'counts?':
        return Object.entries(core.counts.all())
          .filter(([, count]) => count > 0)
          .map(([name, count]) => `${count} ${name}`)
          .join(', ')
      default:
        throw new Error(`no such input: ${verb}`)
    }
  }
}

// `everyone`, `new`, `narrow`, `as 5.3.3`, all of them, or none
function scopeOf(words: readonly string[]): ReadScope {
  const everyone = words.includes('everyone')
  const at = words.indexOf('as')
  const scope = { everyone, maybeNew: words.includes('new'), narrow: words.includes('narrow') }
  return at === -1 ? scope : { ...scope, quorum: quorumOf(words[at + 1] as string) }
}

function quorumOf(text: string): Quorum {
  const [n = 0, r = 0, w = 0] = text.split('.').map(Number)
  return { n, r, w }
}

// `y over a1 b1 on {a1 b1} a1=x`, `local=7 on {a1} a1=x`; a trailing `as 5.3.3` is the quorum
function commitOf(key: string, text: string) {
  const found = /^(\S+)(?: over ([a-f0-9 ]+?))? on (\{.*?)(?: as (\d\.\d\.\d))?$/.exec(text)
  assert.ok(found, `"${text}" is not a commit`)
  const [, value = '', over, base = '', quorum = '3.2.2'] = found
  const what = value.startsWith('local=')
    ? { edits: [], local: local(value.slice(6)) }
    : { edits: [put(value, over)] }
  return { key, base: record(base), ...what, quorum: quorumOf(quorum) }
}

function requestOf(op: string, [key = '']: string[]): ClientRequest {
  if (op === 'source') return { op: 'get', key, source: true }
  if (op === 'plain') return { op: 'put', key, value: local(key) }
  return op === 'put' ? { op, key, code: key } : { op: op as 'get', key }
}

// `client 5`, `B 7`
function originOf(who: string, [id]: string[]): Origin {
  return who === 'client' ? { client: Number(id) } : { peer: who, question: Number(id) }
}

const ANSWERED = {
  ok: true,
  coordinator: 'B',
  context: {},
  usage: { instructions: 0, steps: 0, memory: 0 }
} as const

function responseOf(code: string): ClientResponse {
  if (code === 'ok') return { ...ANSWERED, op: 'get', replies: [] }
  return { ok: false, failure: { code, message: '' } }
}

function messageOf(type: string, [id, ...rest]: string[]): Message {
  const head = { id: Number(id) }
  switch (type) {
    case 'read':
      return { type, ...head, key: rest[0] as string }
    case 'write': {
      const [, key = '', text = '', hint] = /^(\S+) (.*?)(?: for (\S+))?$/.exec(rest.join(' ')) ?? []
      return { type, ...head, key, record: record(text), ...(hint === undefined ? {} : { hint }) }
    }
    case 'record':
      return { type, ...head, record: record(rest.join(' ')) }
    case 'confirm':
      return { type, ...head, request: Number(rest[0]) }
    case 'failed':
      return { type, ...head, failure: BROKEN }
    case 'response':
      return { type, ...head, response: responseOf(rest[0] as string) }
    default:
      return { type: type as 'stored', ...head }
  }
}

function showEffect(effect: Exclude<ReplicationEffect, MissedEffect>): string {
  switch (effect.type) {
    case 'send':
      return `to ${effect.to}: ${showMessage(effect.message)}`
    case 'store':
      return `store ${effect.id}: ${showStore(effect.store)}`
    case 'repaired':
      return `repaired ${effect.id}: ${JSON.stringify(effect.report)}`
    case 'remember':
      return `remember ${effect.attendance.seenAt}`
    case 'wakes':
      return `wakes ${effect.most}${effect.after === undefined ? '' : ` after ${effect.after.due} ${effect.after.key}`}`
    case 'tick':
      return `tick ${effect.key} ${effect.on}`
    case 'locate':
    case 'load':
    case 'met':
    case 'merge':
      return `${effect.type} ${effect.key}`
    case 'list': {
      const { n, regions, after, spentBy } = effect.listing
      const where = regions.map((region) => region.toString(2)).join(' ')
      return `list ${effect.id}: n=${n} ${where}${after === undefined ? '' : ` after ${after}`}${spentBy === undefined ? '' : ` spent by ${spentBy}`}`
    }
    case 'answer':
      return `answer ${effect.id}: ${showResponse(effect.response)}`
    case 'silent':
      return `silent ${effect.peer}`
    case 'coordinate':
      return `coordinate ${effect.id}: ${effect.request.op} ${effect.request.key}${'direct' in effect.request ? ' directly' : ''}`
    case 'reconciled': {
      const { n, r, w } = effect.reconciled.quorum
      return `reconciled ${effect.turn}: ${show(effect.reconciled.record)} as ${n}.${r}.${w}`
    }
    case 'permitted':
      return `permitted ${effect.turn}: ${effect.granted ? 'yes' : 'no'}`
    case 'refreshed':
      return `refreshed ${effect.turn}: ${show(effect.copy.record)}`
    case 'committed':
      return `committed ${effect.turn}: ${show(effect.record)} as [${effect.dots.map(showDot).join(' ')}]`
    case 'unread':
    case 'uncommitted':
      return `${effect.type} ${effect.turn}: ${showFailure(effect.failure)}`
  }
}

function showMessage(message: Message): string {
  const head = `${message.type} ${message.id}`
  const copy = (record: ObjectRecord): string => show(record)
  switch (message.type) {
    case 'read':
      return `${head} ${message.key}`
    case 'write':
      return `${head} ${message.key} ${copy(message.record)}${message.hint === undefined ? '' : ` for ${message.hint}`}`
    case 'record':
      return `${head} ${copy(message.record)}`
    case 'request':
      return `${head} ${message.request.op} ${message.request.key}`
    case 'confirm':
      return `${head} for ${message.request}`
    case 'failed':
      return `${head} ${message.failure.code}`
    default:
      return head
  }
}

function showResponse(response: ClientResponse): string {
  return response.ok ? `ok {${showVector(response.context)}}` : showFailure(response.failure)
}

function showFailure({ code, details = {} }: { code: string; details?: object }): string {
  return [code, ...Object.entries(details).map(([name, value]) => `${name} ${value}`)].join(' ')
}
