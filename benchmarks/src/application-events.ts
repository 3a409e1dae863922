// The applications among the examples, each with the typical events that are measured, and what the Comet paper says of its own
// (its section 6 and Table 2; the lines are Lua).
import { hash } from 'node:crypto'
import type { Call, CallResult, SandboxEvent, Value } from '@halley/sandbox'

export interface Application {
  readonly name: string
  /** The folder in examples, and the object's file without its ending, where they have another name. */
  readonly folder?: string
  readonly file?: string
  /** Of Comet's authors. */
  readonly paper?: { readonly lines?: number; readonly instructions?: string; readonly microseconds?: number }
  readonly events: readonly Typical[]
}

/** One event, and what the object has gone through before. */
export interface Typical {
  readonly what: string
  /** Laid over the object's own data. */
  readonly value?: Value
  readonly local?: { readonly [name: string]: Value }
  readonly event: Pick<SandboxEvent, 'type' | 'caller' | 'incoming' | 'siblings' | 'timer' | 'neighbors'>
  /** What the network answers to a call. */
  readonly answer?: (call: Call) => Value
}

const NOW = 1_900_000_000_000
const NODES = Array.from({ length: 8 }, (_, at) => `12D3KooWLine${'x'.repeat(38)}${10 + at}`)
const NEIGHBORS = NODES.map((id) => ({ id }))
const SELF = NODES[0] as string
const CALLER = { id: NODES[1] as string, address: '192.0.2.7' }
const CAPABILITY = '0123456789abcdef0123456789abcdef'

const get = (payload?: Value) => ({
  type: 'get' as const,
  caller: payload === undefined ? CALLER : { ...CALLER, payload }
})
const update = (incoming: Value, caller: object = {}) => ({
  type: 'update' as const,
  incoming,
  caller: { ...CALLER, ...caller }
})
const tick = (name: string) => ({
  type: 'timer' as const,
  timer: { name, due: NOW, missed: 0, on: 'primary' }
})
const merge = (...states: readonly Value[]) => ({
  type: 'merge' as const,
  siblings: states.map((state, at) => ({ state, version: `0a0b0c0d:${at}`, writtenAt: NOW + at }))
})

const choice = { type: 'select' as const, neighbors: NEIGHBORS }

// Every node keeps a copy.
const answerGiven = (call: Call): Value => (call.type === 'put' ? NODES.map((node) => ({ node })) : NEIGHBORS)

// The first so many nodes have one.
const answerThere = (_: Call, count: number): Value =>
  NODES.map((node, at) => (at < count ? { node, value: 'here' } : { node, error: { code: 'NOT_FOUND' } }))

const capabilities = (count: number) =>
  Array.from({ length: count }, (_, at) => `${CAPABILITY.slice(0, -3)}${100 + at}.${NODES[at % 8]}`)

const answerLookup = (replica: Value) => (call: Call) =>
  call.type === 'lookup'
    ? NEIGHBORS
    : call.type === 'put'
      ? null
      : (('nodes' in call && call.nodes) || []).map((node) => ({ node, value: replica }))

/** A tracker that knows so many peers, and what its replica has been told: of every second pair. */
const peers = (count: number) => Array.from({ length: count }, (_, at) => `${SELF.slice(0, -3)}${100 + at}`)
const swarm = (count: number) => {
  const place = (at: number) => ({ x: (at * 37) % 101, y: (at * 61) % 89, z: at % 7, height: at % 5 })
  const peer = (at: number) => ({ ...place(at), address: `10.0.0.${at}:6881`, at: NOW })
  return { peers: Object.fromEntries(peers(count).map((name, at) => [name, peer(at)])) }
}
const reported = (count: number) => ({
  numbers: Object.fromEntries(peers(count).map((name, at) => [name, at])),
  lacks: peers(count).map(() => 0),
  reports: Uint8Array.from({ length: 19_900 }, (_, at) => (at % 2 === 0 ? 0 : 30 + (at % 60)))
})
const REPORTS = Object.fromEntries(peers(20).map((name, at): [string, number] => [name, 300 + at]))
const SALT = hash('sha256', 'salt')
const COORDINATES = { vector: [12.5, -3, 0.015625], height: 7, error: 0.125 }
const asks = (id: string, payload: Value = null) => ({
  type: 'get' as const,
  caller: { ...CALLER, id, coordinates: COORDINATES, payload }
})

export const APPLICATIONS: readonly Application[] = [
  { name: 'greeting', events: [{ what: 'a get', event: get() }] },
  {
    name: 'replication',
    paper: { lines: 4, instructions: '<10', microseconds: 4 },
    events: [
      {
        what: 'the timer, 8 nodes',
        value: { value: 'a letter' },
        event: tick('tick'),
        answer: answerGiven
      }
    ]
  },
  {
    name: 'smart-replication',
    paper: { lines: 41, instructions: '<100', microseconds: 6 },
    events: [
      {
        what: 'a choice, all copies there',
        value: { value: 'a letter' },
        event: choice,
        answer: (call) => answerThere(call, 6)
      },
      {
        what: 'a choice, four are lost',
        value: { value: 'a letter' },
        event: choice,
        answer: (call) => answerThere(call, 2)
      }
    ]
  },
  {
    name: 'time-release',
    paper: { lines: 15, instructions: '~10', microseconds: 4 },
    events: [{ what: 'a get, open', value: { value: 1200, until: NOW + 1_000 }, event: get() }]
  },
  {
    name: 'one-time',
    paper: { lines: 15, instructions: '~10', microseconds: 4 },
    events: [{ what: 'the get', value: { value: 'a letter' }, event: get() }]
  },
  {
    name: 'password',
    paper: { lines: 11, instructions: '<10', microseconds: 4 },
    events: [
      {
        what: 'a get',
        value: { salt: SALT, hash: hash('sha256', `${SALT}open sesame`), secret: 'a letter' },
        event: get('open sesame')
      }
    ]
  },
  {
    name: 'access-log',
    paper: { lines: 22 },
    events: [
      { what: 'a get', value: { value: 'a letter' }, event: get() },
      { what: 'a get, logged everywhere', value: { value: 'a letter', everywhere: true }, event: get() }
    ]
  },
  {
    name: 'pub-sub',
    paper: { lines: 14, instructions: '10,000s', microseconds: 54 },
    events: [
      {
        what: 'a subscription',
        event: { type: 'get', caller: { ...CALLER, capability: capabilities(1)[0] as string } }
      },
      {
        what: 'a publication, 60 wait',
        value: { waiting: Object.fromEntries(capabilities(60).map((name) => [name, NOW])) },
        event: update({ news: 'rain' })
      },
      {
        what: 'a publication, 400 wait',
        value: { waiting: Object.fromEntries(capabilities(400).map((name) => [name, NOW])) },
        event: update({ news: 'rain' })
      }
    ]
  },
  {
    name: 'pub-sub-tree',
    paper: { lines: 20, instructions: '100s', microseconds: 6 },
    events: [
      {
        what: 'a publication, two branches',
        value: { children: ['west', 'east'] },
        event: update({ news: 'rain' }),
        answer: answerLookup(null)
      }
    ]
  },
  {
    name: 'lifetimes',
    paper: { lines: 41, instructions: '<100', microseconds: 6 },
    events: [
      {
        what: 'a look, 8 neighbours',
        local: { nodes: Object.fromEntries(NODES.map((id) => [id, [[NOW - 600_000, NOW]]])) },
        event: tick('look'),
        answer: answerLookup(null)
      },
      {
        what: 'a collection, 8 nodes',
        event: tick('collect'),
        answer: answerLookup(NODES.map((id) => [id, [[NOW - 3_600_000, NOW]]]))
      }
    ]
  },
  {
    name: 'replica-monitor',
    paper: { lines: 21, instructions: '~10', microseconds: 4 },
    events: [
      { what: 'a get', value: { value: 'a letter' }, event: get() },
      { what: 'the timer, 8 nodes', event: tick('visit'), answer: answerLookup({ [SELF]: 3 }) }
    ]
  },
  {
    name: 'tracker',
    paper: { lines: 43, instructions: '1,000s', microseconds: 14 },
    events: [20, 200].map((count) => ({
      what: `a get, ${count} peers`,
      value: swarm(count),
      event: asks(peers(20)[7] as string)
    }))
  },
  {
    name: 'learning-tracker',
    folder: 'tracker',
    events: [
      {
        what: 'a get, 200 peers',
        value: swarm(200),
        local: reported(200),
        event: asks(peers(20)[7] as string)
      },
      {
        what: 'a newcomer that reports, 200 peers',
        value: swarm(200),
        local: reported(200),
        event: asks(CALLER.id, { reports: REPORTS })
      }
    ]
  },
  {
    name: 'recursive-get',
    paper: { lines: 9, instructions: '~50', microseconds: 6 },
    events: [
      {
        what: 'a get, a hop',
        value: { entries: { usr: 'another' } },
        event: get(['usr', 'lib']),
        answer: () => ({ value: 'found' })
      }
    ]
  },
  {
    name: 'counter',
    events: [
      { what: 'an add', event: update({ add: 1 }) },
      { what: 'a get, three shares', value: { ups: { a: 1, b: 2, c: 3 } }, event: get() },
      {
        what: 'a merge of two',
        value: { ups: { a: 1, b: 2, c: 3 } },
        event: merge({ ups: { a: 1, b: 2, c: 3 }, downs: {} }, { ups: { a: 2, b: 2 }, downs: { a: 1 } })
      }
    ]
  },
  {
    name: 'shopping-cart',
    file: 'cart',
    events: [
      { what: 'an add, ten items', value: { items: tags(10) }, event: update({ add: 'tea' }) },
      {
        what: 'a merge of two, ten items each',
        value: { items: tags(10) },
        event: merge({ items: tags(10), removed: {} }, { items: tags(10), removed: { 't 3': true } })
      }
    ]
  },
  {
    name: 'rate-limiter',
    events: [{ what: 'a get', local: { buckets: { 'to ann': [3, NOW - 500] } }, event: get({ who: 'ann' }) }]
  },
  { name: 'lease', events: [{ what: 'a get that takes it', event: get({ who: 'ann', forMs: 10_000 }) }] }
]

function tags(count: number): { [tag: string]: string } {
  return Object.fromEntries(Array.from({ length: count }, (_, at) => [`t ${at}`, `item ${at}`]))
}

/** What the sandbox is told of the place of an event. */
export const PLACE = {
  key: 'a key',
  node: { id: SELF, address: '192.0.2.1' },
  time: NOW,
  seed: 'applications'
}

/** The answers to a handler's calls. */
export function answersTo(calls: readonly Call[], answer: Typical['answer']): CallResult[] {
  return calls.map((call) => ({ id: call.id, ok: true, value: answer?.(call) ?? null }))
}
