// Local operations, as Comet's paper counts them: one thread asks objects that lie in memory, without a network and without a disk. A get
// of a value, of an object whose handler does nothing, and of one that counts in `local`; through the objects core, which keeps order and
// budgets, and the sandbox's attempts, which isolate and meter. In alternating rounds.
import {
  EMPTY_VECTOR,
  type EncodedValue,
  encodeValue,
  type Key,
  type ObjectRecord,
  type Sibling,
  sha256
} from '@halley/model'
import { OBJECTS_DEFAULTS, Objects, type ObjectsEffect } from '@halley/objects'
import { createSandbox, type Sandbox } from '@halley/sandbox'
import { evaluate, Recollections } from 'halley'
import { CODE, KINDS, type Kind } from './peers/plan.ts'
import { rounded, type Spread, spread } from './statistics.ts'

export interface LocalRow {
  readonly object: Kind
  /** Of CPU, that of collecting garbage included. */
  readonly perSecond: Spread
}

const ROUNDS = 9
const OBJECTS = 1_000
/** Gets of a round. */
const GETS = 20_000
/** More than a round can spend: what is measured is the work, not the budget. */
const PLENTY = 1e12
const NODE = { id: 'here', address: '127.0.0.1', recollections: new Recollections() }

export async function bench(): Promise<LocalRow[]> {
  const sandbox = await createSandbox({ workers: 1, attempts: true })
  try {
    const all = KINDS.map((object) => ({ object, get: getter(object, sandbox), rates: [] as number[] }))
    for (let round = -2; round < ROUNDS; round++)
      for (const { get, rates } of all) {
        const perSecond = rateOf(get)
        // The engine compiles what it has seen often.
        if (round >= 0) rates.push(perSecond)
      }
    return all.map(({ object, rates }) => ({ object, perSecond: rounded(spread(rates)) }))
  } finally {
    await sandbox.close()
  }
}

function rateOf(get: (at: number) => void): number {
  const start = process.cpuUsage()
  for (let at = 0; at < GETS; at++) get(at)
  const { user, system } = process.cpuUsage(start)
  return (GETS * 1_000_000) / (user + system)
}

/** Asks one of many objects of a kind, and throws unless it answers. */
function getter(kind: Kind, sandbox: Sandbox): (at: number) => void {
  const record = recordOf(CODE[kind])
  const locals = new Map<Key, EncodedValue | null>()
  let turn = 0
  let answered = 0
  const objects = new Objects({
    self: NODE.id,
    secret: 'a secret',
    options: {
      ...OBJECTS_DEFAULTS,
      ...{
        objectCpuMs: PLENTY,
        ownerCpuMs: PLENTY,
        objectBytes: PLENTY,
        ownerBytes: PLENTY,
        handlerPercent: PLENTY
      }
    },
    emit: (effect) => carryOut(effect)
  })
  const carryOut = (effect: ObjectsEffect): void => {
    switch (effect.type) {
      case 'read': {
        const local = locals.get(effect.key) ?? null
        const read = { record, local, quorum: QUORUM, list: [NODE.id], answers: new Map() }
        return objects.reconciled(effect.turn, read, NOW)
      }
      case 'invoke': {
        const outcome = evaluate(sandbox, effect.invocation, NODE)
        if (outcome instanceof Promise) throw new Error(`a ${kind} is not run at once`)
        return objects.finished(effect.turn, outcome, NOW)
      }
      case 'commit':
        locals.set(effect.commit.key, effect.commit.local ?? null)
        return objects.committed(effect.turn, record, [])
      case 'respond':
        if (!effect.response.ok) throw new Error(effect.response.failure.message)
        answered++
        return
      default:
        throw new Error(`nobody answers ${effect.type}`)
    }
  }
  return (at) => {
    objects.arrive(++turn, { op: 'get', key: `object ${at % OBJECTS}` }, { id: 'a peer' }, NOW)
    if (answered < turn) throw new Error('a get was not answered')
  }
}

const NOW = 1_767_323_045_000
const QUORUM = { n: 1, r: 1, w: 1 }

function recordOf(source: string | undefined): ObjectRecord {
  const state =
    source === undefined ? new Uint8Array(128) : source === CODE.greeting ? { value: 'Hello world!' } : {}
  const version: Sibling = {
    dot: { actor: 'an actor', counter: 1 },
    kind: 'value',
    born: '0123456789abcdef',
    owner: 'a peer',
    state: encodeValue(state),
    writtenAt: NOW,
    ...(source === undefined ? {} : { code: { source, hash: sha256(source), handlers: ['onGet'] } })
  }
  return { context: EMPTY_VECTOR, siblings: [version] }
}

/** The result as a table for people. Comet's figures, of its paper: one thread, Lua, on a processor of 2010. */
export function show(rows: readonly LocalRow[]): string {
  const comet: Partial<Record<Kind, number>> = { passive: 1_116_000, 'null handler': 336_000 }
  return rows
    .map(({ object, perSecond: { median } }) => {
      const each = `${(1_000_000 / median).toFixed(1)} µs`
      return `${object.padEnd(14)}${String(median).padStart(10)} a second${each.padStart(10)}   Comet: ${comet[object] ?? '-'}`
    })
    .join('\n')
}

if (import.meta.main) console.log(show(await bench()))
