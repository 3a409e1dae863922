// Faults planted into nodes, one each, to see that a checker catches it. Each wraps a good node and bends what goes in or
// comes out.
import { type Deadline, encodeValue, type Message, type ObjectRecord } from '@halley/model'
import { type Effect, type Input, Node } from '@halley/node'
import type { Build } from '../src/host.ts'

type Bend = (inner: Node, input: Input, now: number) => Effect[]

/** A node whose steps go through `bend`. */
function bent(bend: (actor: string) => Bend): Build {
  return (init) => {
    const inner = new Node(init)
    const step = bend(init.actor)
    return {
      step: (input, now) => step(inner, input, now),
      deadline: () => inner.deadline(),
      get load() {
        return inner.load
      }
    }
  }
}

/** Bends only what comes out. */
function effects(change: (effect: Effect) => Effect[]): Build {
  return bent(() => (inner, input, now) => inner.step(input, now).flatMap((effect) => change(effect)))
}

/** Says `stored` when a copy arrives, and may forget it in a crash a moment later. */
export const acknowledgesEarly: Build = bent(() => (inner, input, now) => {
  const out = inner.step(input, now)
  if (input.type !== 'message.received' || input.message.type !== 'write') return out
  const message: Message = { type: 'stored', id: input.message.id }
  return [...out, { type: 'message.send', to: input.from, message }]
})

/** Says `stored` and stores nothing. */
export const pretendsToStore: Build = bent(() => (inner, input, now) => {
  if (input.type !== 'message.received' || input.message.type !== 'write') return inner.step(input, now)
  const message: Message = { type: 'stored', id: input.message.id }
  return [{ type: 'message.send', to: input.from, message }]
})

/** Keeps one of two concurrent versions: the last writer wins. */
export const dropsSiblings: Build = effects((effect) => {
  if (effect.type !== 'storage.store' || effect.store.record === undefined) return [effect]
  const { record } = effect.store
  const last: ObjectRecord = { ...record, siblings: record.siblings.slice(-1) }
  return [{ ...effect, store: { ...effect.store, record: last } }]
})

/** Stores a new version beside those that its put had superseded. */
export const ignoresContexts: Build = bent(() => (inner, input, now) => {
  if (input.type !== 'client.request' || input.request.op !== 'put') return inner.step(input, now)
  const { context: _, ...blind } = input.request
  return inner.step({ ...input, request: blind }, now)
})

/** Refuses to speak for others. */
export const turnsAway: Build = bent(() => (inner, input, now) => {
  if (input.type !== 'message.received' || input.message.type !== 'request') return inner.step(input, now)
  const failure = { code: 'TIMEOUT', message: 'planted' }
  const message: Message = { type: 'response', id: input.message.id, response: { ok: false, failure } }
  return [{ type: 'message.send', to: input.from, message }]
})

/** Stores a value of its own. */
export const invents: Build = effects((effect) => {
  if (effect.type !== 'storage.store' || effect.store.record === undefined) return [effect]
  const { record } = effect.store
  const siblings = record.siblings.map((sibling) => ({ ...sibling, state: encodeValue('invented') }))
  return [{ ...effect, store: { ...effect.store, record: { ...record, siblings } } }]
})

export const answersTwice: Build = effects((effect) =>
  effect.type === 'client.respond' ? [effect, effect] : [effect]
)

export const neverAnswersGets: Build = effects((effect) =>
  effect.type === 'client.respond' && effect.response.ok && effect.response.op === 'get' ? [] : [effect]
)

/** Forgets its own last event when it reads its disk, and issues it again. */
export const reusesDots: Build = bent((actor) => (inner, input, now) => {
  if (input.type !== 'storage.loaded') return inner.step(input, now)
  const { context, siblings } = input.copy.record
  const last = context[actor]
  if (last === undefined) return inner.step(input, now)
  const { [actor]: _, ...others } = context
  const record: ObjectRecord = {
    context: last > 1 ? { ...others, [actor]: last - 1 } : others,
    siblings: siblings.filter(({ dot }) => dot.actor !== actor || dot.counter !== last)
  }
  return inner.step({ ...input, copy: { ...input.copy, record } }, now)
})

/** Overwrites a copy with the first one that it ever had, now and then. */
export const forgets: Build = bent(() => {
  const first = new Map<string, ObjectRecord>()
  let stores = 0
  return (inner, input, now) =>
    inner.step(input, now).map((effect) => {
      if (effect.type !== 'storage.store' || effect.store.record === undefined) return effect
      const { key, record } = effect.store
      const old = first.get(key) ?? record
      first.set(key, old)
      return ++stores % 5 === 0 ? { ...effect, store: { ...effect.store, record: old } } : effect
    })
})

/** Keeps hints and never delivers them. */
export const sitsOnHints: Build = effects((effect) =>
  effect.type === 'storage.store' && effect.store.unhints.length > 0
    ? [{ ...effect, store: { ...effect.store, unhints: [] } }]
    : [effect]
)

/** Repairs nobody, compares itself with nobody and lets hints be: what a home missed, it misses for ever. */
export const neverRepairs: Build = bent(() => (inner, input, now) => {
  // A version is first sent out when the own copy is durable; every other write is a repair or a copy going home.
  const isPlacing = input.type === 'storage.written'
  return inner.step(input, now).filter((effect) => {
    if (effect.type !== 'message.send') return true
    return effect.message.type === 'write' ? isPlacing : effect.message.type !== 'compare'
  })
})

/** Names the deadline that has just passed again. */
export const spins: Build = (init) => {
  const inner = new Node(init)
  let stuck: Deadline | undefined
  return {
    step: (input, now) => {
      if (input.type === 'time.reached') stuck ??= inner.deadline()
      return inner.step(input, now)
    },
    deadline: () => stuck ?? inner.deadline(),
    get load() {
      return inner.load
    }
  }
}

/** Loses a write's acknowledgement now and then, so that its operation never ends. */
export const leaksWrites: Build = bent(() => {
  let written = 0
  return (inner, input, now) => {
    if (input.type === 'storage.written' && ++written % 40 === 0) return []
    return inner.step(input, now)
  }
})

export const throws: Build = bent(() => {
  let steps = 0
  return (inner, input, now) => {
    if (++steps === 500) throw new Error('planted')
    return inner.step(input, now)
  }
})
