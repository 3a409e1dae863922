// A hint is dropped only after the copy that it stands for is durable where it belongs: at its home; or, once the
// overlay counts that home no more among the key's homes, at each of those that it does count. And who says that it keeps
// a copy for somebody has written down for whom, who is one of its homes.
import type { Key, Message, Millis, NodeId, ObjectRecord, VersionVector } from '@halley/model'
import { Ring } from '@halley/node'
import { type ClockOptions, readingOf } from '../clock.ts'
import { type Plan, quorumOf } from '../plan.ts'
import type { TraceEvent } from '../trace.ts'
import { AHEAD, knowsAll, remembered } from './knowledge.ts'
import { orNothing } from './spent.ts'
import type { Story } from './story.ts'
import type { Checker, Violation } from './violation.ts'

const NOTHING: VersionVector = {}
const EMPTY: ObjectRecord = { context: NOTHING, siblings: [] }

export const hints: Checker = (story, plan) => {
  const keeping = new Keeping(story, plan)
  for (const event of story.events) {
    if (event.type === 'started' || event.type === 'clock') keeping.set(event)
    else if (event.type === 'stored') keeping.stored(event)
    else if (event.type === 'located') keeping.located(event)
    else if (event.type === 'members') keeping.heard(event)
    else if (event.type === 'received') keeping.received(event)
    else if (event.type === 'sent') keeping.sent(event)
  }
  return keeping.violations
}

type Of<T extends TraceEvent['type']> = TraceEvent & { readonly type: T }

class Keeping {
  readonly violations: Violation[] = []
  readonly #story: Story
  readonly #plan: Plan
  readonly #disks = new Map<string, ObjectRecord>()
  /** What each hint stands for: what its keeper knew when it took it on, the last time. */
  readonly #owed = new Map<string, ObjectRecord>()
  readonly #clocks = new Map<NodeId, ClockOptions>()
  /** Every hint that was ever on a disk. */
  readonly #kept = new Set<string>()
  /** Copies that were sent to be kept, by keeper, sender and question. */
  readonly #sent = new Map<string, string>()
  readonly #lists = new Map<string, Set<readonly NodeId[]>>()

  constructor(story: Story, plan: Plan) {
    this.#story = story
    this.#plan = plan
  }

  set({ node, clock }: Of<'started' | 'clock'>): void {
    this.#clocks.set(node, clock)
  }

  located({ node, key, list }: Of<'located'>): void {
    const name = `${node} ${key}`
    this.#lists.set(name, (this.#lists.get(name) ?? new Set()).add(list))
  }

  heard({ node, members }: Of<'members'>): void {
    const ring = new Ring(node, this.#plan.world.node.partitions)
    ring.make(members.filter(({ status }) => status === 'joined'))
    for (const { key } of this.#plan.keys) {
      const name = `${node} ${key}`
      this.#lists.set(name, (this.#lists.get(name) ?? new Set()).add(ring.list(key)))
    }
  }

  received({ node, from, message }: Of<'received'>): void {
    if (message.type !== 'write' || message.hint === undefined || message.hint === node) return
    this.#sent.set(`${node} ${from} ${message.id}`, `${node} ${message.key} ${message.hint}`)
  }

  sent(event: Of<'sent'>): void {
    const { node, to, message, at } = event
    if (message.type === 'write') this.#handed(node, message, at)
    if (message.type !== 'stored') return
    const hint = this.#sent.get(`${node} ${to} ${message.id}`)
    if (hint === undefined || this.#kept.has(hint)) return
    const [, key, home] = hint.split(' ')
    const lie = `${node} says that it keeps ${key} for ${home}, and has no hint of it`
    this.violations.push({ check: 'hints', message: lie, at })
  }

  // For whom a copy is kept is one of the key's homes, as far as its sender has found out who they are.
  #handed(node: NodeId, { key, hint }: Message & { type: 'write' }, at: Millis): void {
    const lists = this.#lists.get(`${node} ${key}`)
    if (hint === undefined || lists === undefined) return
    const { n } = quorumOf(this.#plan, key)
    if ([...lists].some((list) => list.slice(0, n).includes(hint))) return
    const message = `${node} has ${key} kept for ${hint}, which is none of its homes`
    this.violations.push({ check: 'hints', message, at })
  }

  stored({ node, key, record, hints: added, unhints, at }: Of<'stored'>): void {
    const name = `${node} ${key}`
    for (const home of unhints) {
      const kept = this.#owed.get(`${name} ${home}`)
      this.#owed.delete(`${name} ${home}`)
      if (kept === undefined || this.#isOld(node, key, kept, at)) continue
      if (this.#isWhereItBelongs(node, key, home, kept.context)) continue
      const message = `${node} drops its hint of ${key} for ${home}, which does not have the copy`
      this.violations.push({ check: 'hints', message, at })
    }
    if (record !== undefined) this.#disks.set(name, record)
    for (const home of added) {
      this.#kept.add(`${name} ${home}`)
      this.#owed.set(`${name} ${home}`, this.#disks.get(name) ?? EMPTY)
    }
  }

  // A copy that is older than the grace time is not handed over as it is: homes are asked first what they know of it. What came
  // to it since the hint was kept does not make it young again: that goes home as the write that it is.
  #isOld(node: NodeId, key: Key, kept: ObjectRecord, at: Millis): boolean {
    const { graceMs } = this.#plan.world.node
    const now = Math.max(...[AHEAD, this.#clocks.get(node) ?? AHEAD].map((clock) => readingOf(clock, at)))
    const isOld = ({ siblings }: ObjectRecord): boolean =>
      siblings.every(({ writtenAt }) => writtenAt + graceMs <= now)
    return isOld(kept) || isOld(this.#disks.get(`${node} ${key}`) ?? EMPTY)
  }

  #isWhereItBelongs(node: NodeId, key: Key, home: NodeId, vector: VersionVector): boolean {
    // Nobody takes what was deleted or has expired long ago; and a keeper whose copy was damaged has nothing to send home.
    const { context } = orNothing(this.#disks.get(`${node} ${key}`), this.#plan)
    if (knowsAll(NOTHING, context)) return true
    if (this.#story.damages.has(`${node} ${key}`) || this.#has(home, key, vector)) return true
    const { n } = quorumOf(this.#plan, key)
    return [...(this.#lists.get(`${node} ${key}`) ?? [])].some((list) => {
      const homes = list.slice(0, n)
      return !homes.includes(home) && homes.every((other) => other === node || this.#has(other, key, vector))
    })
  }

  #has(node: NodeId, key: Key, vector: VersionVector): boolean {
    if (this.#story.damages.has(`${node} ${key}`)) return true
    const { context } = this.#disks.get(`${node} ${key}`) ?? { context: NOTHING }
    return knowsAll(context, remembered(vector, context, this.#plan))
  }
}
