// Scenarios of the objects core as text: the inputs (after `>`) and below each the exact effects, compared as a whole.
//
//   > arrive 1 put y over a1            a client puts y, with a context that covers a1
//     read 1
//   > reconciled 1 {a1} a1=x!update     the quorum's answer: an object whose code defines onUpdate
//     invoke 1 update x, incoming y
//   > finished 1 accept y               what the handler decided
//     permit 1                          the put has not named x: does its asker still wait?
//   > permitted 1 yes
//     commit 1 [y over a1] as 3.2.2
//   > committed 1 {a2} a2=y as a2
//     respond 1 ok {a2} wrote a2
//
// A handler that waits: `finished 1 calls lookup get@B,C get:l put:l=x signed` asks for these operations, in this order (calls #1,
// #2, …; of the key k unless one is named), and `signed` is the code that may address others. `called 1 #2 x` and `called 1 #2
// fails CODE` are their answers, `at 2100` and `tick` let time pass.
//
// A life's name follows a #: `x#7` is of the life 7, `x` of the life 0, `x#new` of one that this scenario begins. So does
// that of the life under which a replica's own state is kept: `local=1#7`, `local=1`.
import assert from 'node:assert/strict'
import {
  type Caller,
  type ClientResponse,
  type Edit,
  type EncodedValue,
  encodeValue,
  NO_USAGE,
  packLocal,
  type Quorum,
  unpackLocal
} from '@halley/model'
import {
  dot,
  handlersOf,
  life,
  record,
  showContent,
  showDot,
  showState,
  showVector,
  sibling,
  vector
} from '../../model/test/words.ts'
import type { Call, CallResult, Waiting } from '../src/call.ts'
import type { ObjectsEffect } from '../src/effects.ts'
import type { Invocation, Outcome, Yielded } from '../src/invocation.ts'
import { Objects } from '../src/objects.ts'
import { OBJECTS_DEFAULTS, type ObjectsOptions } from '../src/options.ts'
import type { TurnRequest } from '../src/step.ts'

const LIST = ['A', 'B', 'C']
const QUORUM = { n: 3, r: 2, w: 2 }

/** Plays the inputs of `scenario` and compares the whole with the trace that results. */
export function scenario(scenario: string, options: Partial<ObjectsOptions> = {}): void {
  const lines = scenario.split('\n').map((line) => line.trim())
  const expected = lines.filter((line) => line !== '')
  const player = new Player({ ...OBJECTS_DEFAULTS, ...options })
  for (const line of expected) if (line.startsWith('>')) player.play(line)
  assert.equal(player.trace.join('\n'), expected.join('\n'))
}

class Player {
  readonly trace: string[] = []
  readonly #core: Objects
  readonly #invocations = new Map<number, Invocation>()
  readonly #asked = new Map<number, number>()
  #now = 100

  constructor(options: ObjectsOptions) {
    this.#core = new Objects({ self: 'A', secret: '', options, emit: (effect) => this.#heard(effect) })
  }

  play(line: string): void {
    this.trace.push(line)
    const core = this.#core
    const now = this.#now
    const [verb, turn, ...words] = line.slice(2).split(' ')
    const id = Number(turn)
    const rest = words.join(' ')
    const failure = { code: rest, message: '' }
    switch (verb) {
      case 'at':
        this.#now = id
        return
      case 'arrive':
        return core.arrive(id, requestOf(rest.replace(/ at depth \d+$/, '')), callerOf(rest), now)
      case 'reconciled': {
        const { record, local } = copyOf(rest)
        const answers = new Map(LIST.slice(0, 2).map((node) => [node, record]))
        const quorum = record.siblings.at(-1)?.quorum ?? QUORUM
        return core.reconciled(id, { record, local, quorum, list: LIST, answers }, now)
      }
      case 'refreshed':
        return core.refreshed(id, copyOf(rest), now)
      case 'unread':
        return core.unread(id, failure)
      case 'permitted':
        return core.permitted(id, rest === 'yes')
      case 'size?':
        this.trace.push(`${core.size} turns`)
        return
      case 'finished':
        if (words[0] === 'calls') return core.finished(id, this.#waiting(id, words.slice(1)), now)
        return core.finished(id, outcomeOf(words, this.#invocations.get(id)), now)
      case 'called':
        return core.called(id, resultOf(words))
      case 'tick':
        return core.tick(now)
      case 'committed': {
        const [text = '', dots = ''] = rest.split(/ as ?/)
        return core.committed(id, record(text), dots.split(' ').filter(Boolean).map(dot))
      }
      case 'uncommitted':
        return core.uncommitted(id, failure)
      default:
        assert.fail(`no such input: ${line}`)
    }
  }

  #waiting(turn: number, words: readonly string[]): Waiting {
    const calls = words
      .filter((word) => word !== 'signed')
      .map((word): Call => {
        const id = (this.#asked.get(turn) ?? 0) + 1
        this.#asked.set(turn, id)
        const [, type, key = 'k', nodes, value] =
          /^(\w+)(?::(\w+))?(?:@([\w,]*))?(?:=(\w+))?$/.exec(word) ?? []
        return {
          ...{ id, type: type as 'get', key },
          ...(nodes === undefined ? {} : { nodes: nodes.split(',') }),
          ...(value === undefined ? {} : { value: encodeValue(value) })
        }
      })
    return { ok: true, chain: `${turn}`, calls, privileged: words.includes('signed'), usage: NO_USAGE }
  }

  #heard(effect: ObjectsEffect): void {
    if (effect.type === 'invoke') this.#invocations.set(effect.turn, effect.invocation)
    this.trace.push(showEffect(effect))
  }
}

// `… at depth 2`: two handlers wait for this event
function callerOf(text: string): Caller {
  const depth = / at depth (\d+)$/.exec(text)?.[1]
  return { id: 'client', ...(depth === undefined ? {} : { depth: Number(depth) }) }
}

// `put x!update@500/5.3.3 over a1 b1`, `put x update`, `put x direct`, `get payload`, `get alone`, `get hedged`, `get direct`, `delete over a1`, `merge`, `inspect`; every key is k unless `… of l`
function requestOf(text: string): TurnRequest {
  const [, head = '', over, key = 'k'] = /^(.*?)(?: over ([a-f0-9 ]+?))?(?: of (\S+))?$/.exec(text) ?? []
  const [op, argument, only] = head.split(' ')
  const context = over === undefined ? {} : { context: vector(over) }
  switch (op) {
    case 'put': {
      if (argument === undefined) return { op, key }
      const { state, code, quorum, expiresAt } = sibling(`a1=${argument}`)
      return {
        op,
        key,
        value: state,
        ...(code === undefined ? {} : { code: code.source }),
        ...(quorum === undefined ? {} : { quorum }),
        ...(expiresAt === undefined ? {} : { expiresAt }),
        ...(only === 'update' ? { update: true as const } : {}),
        ...(only === 'direct' ? { direct: true as const } : {}),
        ...context
      }
    }
    case 'get':
      if (argument === 'alone') return { op, key, alone: true }
      if (argument === 'hedged') return { op, key, hedged: true }
      if (argument === 'direct') return { op, key, direct: true }
      return { op, key, ...(argument === undefined ? {} : { payload: encodeValue(argument) }) }
    case 'delete':
      return { op, key, ...context }
    case 'merge':
      return { op, key }
    default:
      return { op: 'inspect', key }
  }
}

// `{a1} a1=x local=7`, `{a1} a1=x#2 local=7#2`
function copyOf(text: string) {
  const [versions = '', kept] = text.split(' local=')
  if (kept === undefined) return { record: record(versions), local: null }
  const [local, born = '0'] = kept.split('#')
  return { record: record(versions), local: packLocal(life(born), encodeValue(local as string)) }
}

// `accept y`, `keep`, `keep y` (changed), `refuse`, `fails CODE`; then any of `reply=r local=7 deleteSelf`
function outcomeOf([decision, ...words]: string[], invocation: Invocation | undefined): Outcome {
  if (decision === 'fails') {
    return { ok: false, failure: { code: words[0] as string, message: '' }, usage: NO_USAGE }
  }
  const named = (name: string): EncodedValue | undefined => {
    const word = words.find((word) => word.startsWith(`${name}=`))
    return word === undefined ? undefined : encodeValue(word.slice(name.length + 1))
  }
  const [state] = words.filter((word) => !word.includes('=') && word !== 'deleteSelf')
  const reply = named('reply')
  const local = named('local')
  return {
    ok: true,
    decision: decision as 'accept',
    state: state === undefined ? (invocation?.state ?? encodeValue({})) : encodeValue(state),
    stateChanged: state !== undefined && decision === 'keep',
    local: local ?? invocation?.local ?? encodeValue({}),
    localChanged: local !== undefined,
    ...(reply === undefined ? {} : { reply }),
    deleteSelf: words.includes('deleteSelf'),
    ...laterOf(words),
    handlers: handlersOf(invocation?.source ?? ''),
    usage: { instructions: 10, steps: 1, memory: 100 }
  }
}

function showEffect(effect: ObjectsEffect): string {
  const head = `${effect.type} ${effect.turn}`
  switch (effect.type) {
    case 'read': {
      const { everyone, quorum } = effect.scope
      return `${head}${everyone ? ' everyone' : ''}${quorum === undefined ? '' : ` as ${showQuorum(quorum)}`}`
    }
    case 'refresh':
    case 'permit':
    case 'drop':
      return head
    case 'resume':
      return `${head} ${effect.resumption.results.map(showResult).join(' ')}`
    case 'select':
    case 'rejected':
      return head
    case 'spread':
    case 'place':
      return `${head} to ${effect.nodes}`
    case 'reply':
      return `${head} ${effect.replies.map(({ capability, data }) => `${capability}=${showState(data)}`).join(' ')}`
    case 'call': {
      const { id, type, key, nodes } = effect.call
      const depth = effect.depth === 1 ? '' : ` at depth ${effect.depth}`
      return `${head} #${id} ${type} ${key}${nodes === undefined ? '' : `@${nodes}`}${depth}`
    }
    case 'invoke':
      return `${head} ${showInvocation(effect.invocation)}`
    case 'commit': {
      const { edits, quorum, local } = effect.commit
      const kept = local === undefined ? '' : ` local=${local === null ? 'none' : showLocal(local)}`
      return `${head} [${edits.map(showEdit).join(', ')}] as ${showQuorum(quorum)}${kept}`
    }
    case 'ended':
      return `${head}${effect.done ? '' : ' not'}`
    case 'respond':
      return `${head} ${showResponse(effect.response)}`
  }
}

// `later:c=x`: x for the caller with the capability c
function laterOf(words: readonly string[]): Pick<Yielded, 'replies'> {
  const replies = words.flatMap((word) => {
    const [, capability, data] = /^later:(\w+)=(\w+)$/.exec(word) ?? []
    return capability === undefined ? [] : [{ capability, data: encodeValue(data) }]
  })
  return replies.length === 0 ? {} : { replies }
}

// `#1 x`, `#1 fails CODE`
function resultOf([name = '', ...words]: string[]): CallResult {
  const id = Number(name.slice(1))
  if (words[0] === 'fails') return { id, ok: false, failure: { code: words[1] as string, message: '' } }
  return { id, ok: true, answer: { value: encodeValue(words[0]) } }
}

function showResult(result: CallResult): string {
  if (!result.ok) return `#${result.id}!${result.failure.code}`
  return 'value' in result.answer ? `#${result.id}=${showState(result.answer.value)}` : `#${result.id}`
}

function showInvocation({ event, state, incoming, payload, local, siblings = [] }: Invocation): string {
  if (event === 'merge')
    return `merge ${siblings.map(({ version, state }) => `${version.slice(0, 1)}${version.slice(version.indexOf(':') + 1)}=${showState(state)}`).join(' ')}`
  const parts = Object.entries({ incoming, payload, local })
    .filter((part): part is [string, EncodedValue] => part[1] !== undefined)
    .map(([name, value]) => `, ${name} ${showState(value)}`)
  return `${event} ${state === undefined ? 'nothing' : showState(state)}${parts.join('')}`
}

function showEdit({ supersedes, content }: Edit): string {
  const over = supersedes.length === 0 ? '' : ` over ${supersedes.map(showDot).sort().join(' ')}`
  return `${content === undefined ? 'nothing' : `${showContent(content)}${showLife(content.born)}`}${over}`
}

function showLocal(packed: Uint8Array): string {
  const born = Buffer.from(packed.subarray(0, 16)).toString('latin1')
  return `${showState(unpackLocal([born], packed) as EncodedValue)}${showLife(born)}`
}

function showLife(born: string): string {
  assert.match(born, /^[0-9a-f]{16}$/)
  if (born !== life(born.slice(0, 1))) return '#new'
  return born === life('0') ? '' : `#${born.slice(0, 1)}`
}

function showQuorum({ n, r, w }: Quorum): string {
  return `${n}.${r}.${w}`
}

function showResponse(response: ClientResponse): string {
  if (!response.ok) return response.failure.code
  const head = `ok {${showVector(response.context)}}`
  switch (response.op) {
    case 'get':
      return `${head} ${response.replies.map(({ value, dot }) => `${showDot(dot)}=${showState(value)}`).join(' ')}`.trim()
    case 'inspect':
      return `${head} ${response.versions.map(({ dot }) => showDot(dot)).join(' ')}`.trim()
    default:
      return response.dots.length === 0
        ? `${head} wrote nothing`
        : `${head} wrote ${response.dots.map(showDot).join(' ')}`
  }
}
