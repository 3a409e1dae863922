// What the trace says about texts that clients wrote: where they were stored, who has seen them, who held them, and what can be
// read in the end.
import type { Dot, Key, Millis, NodeId, VersionVector } from '@halley/model'
import type { TraceEvent } from '../trace.ts'
import { knows, nameOf } from './knowledge.ts'
import { type Operation, successOf } from './operations.ts'
import { tagOf, tagsIn } from './tags.ts'

export class Evidence {
  readonly #readable = new Set<string>()
  /** Keys that the last look could read. */
  readonly #looked = new Set<Key>()
  readonly #held = new Set<string>()
  readonly #dots = new Map<string, Map<string, Dot>>()
  /** By client, key and text: when the client first saw it. */
  readonly #seen = new Map<string, Millis>()
  /** By key: what tombstones know. */
  readonly #buried = new Map<Key, VersionVector[]>()
  /** What each disk knew in the end, by key. */
  readonly #disks = new Map<Key, Map<NodeId, VersionVector>>()
  readonly #gone = new Set<NodeId>()
  /** By node and key: when deletes without a context that the node handed over reached a coordinator. */
  readonly #deletes = new Map<string, Millis[]>()

  constructor(events: readonly TraceEvent[], operations: readonly Operation[]) {
    for (const operation of operations) this.#noteSeen(operation)
    this.#readDisks(events)
  }

  /** Whether the last look showed it; where it failed, whether a disk that is left has it. */
  isReadable(key: Key, tag: string): boolean {
    return this.#readable.has(`${key} ${tag}`) || (!this.#looked.has(key) && this.isHeld(key, tag))
  }

  isHeld(key: Key, tag: string): boolean {
    return this.#held.has(`${key} ${tag}`)
  }

  /** The events under which the text was ever stored. */
  dotsOf(key: Key, tag: string): Dot[] {
    return [...(this.#dots.get(`${key} ${tag}`)?.values() ?? [])]
  }

  hadSeen(client: string, key: Key, tag: string, at: Millis): boolean {
    return (this.#seen.get(`${client} ${key} ${tag}`) ?? Number.POSITIVE_INFINITY) <= at
  }

  /** Whether a tombstone that knows the event was ever stored. */
  wasBuried(key: Key, dot: Dot): boolean {
    return (this.#buried.get(key) ?? []).some((vector) => knows(vector, dot))
  }

  /** Nodes that are gone for good and knew the event durably. */
  goneHolders(key: Key, dot: Dot): NodeId[] {
    const disks = [...(this.#disks.get(key) ?? [])]
    return disks.filter(([node, vector]) => this.#gone.has(node) && knows(vector, dot)).map(([node]) => node)
  }

  /** How often a delete without a context, handed over by the node, reached a coordinator since `from`. */
  deletesHandedOver(node: NodeId, key: Key, from: Millis): number {
    return (this.#deletes.get(`${node} ${key}`) ?? []).filter((at) => at >= from).length
  }

  #noteSeen(operation: Operation): void {
    const { client, request, askedAt, phase } = operation
    const { key } = request
    const written = tagOf(request)
    if (written !== undefined) this.#see(`${client} ${key} ${written}`, askedAt)
    const success = successOf(operation)
    if (success?.op !== 'get') return
    const at = operation.answers[0]?.at ?? askedAt
    for (const tag of success.replies.flatMap(({ value }) => tagsIn(value))) {
      this.#see(`${client} ${key} ${tag}`, at)
      if (phase === 'last look') this.#readable.add(`${key} ${tag}`)
    }
    if (phase === 'last look') this.#looked.add(key)
  }

  #see(what: string, at: Millis): void {
    if (!this.#seen.has(what)) this.#seen.set(what, at)
  }

  #readDisks(events: readonly TraceEvent[]): void {
    for (const event of events) {
      if (event.type === 'gone') this.#gone.add(event.node)
      if (event.type === 'received') this.#noteDelete(event)
      if ((event.type !== 'stored' && event.type !== 'holds') || event.record === undefined) continue
      const { key, record, node } = event
      for (const { dot, kind, state } of record.siblings) {
        if (kind === 'tombstone') this.#buried.set(key, [...(this.#buried.get(key) ?? []), record.context])
        for (const tag of tagsIn(state)) {
          if (event.type === 'holds') this.#held.add(`${key} ${tag}`)
          const dots = this.#dots.get(`${key} ${tag}`) ?? new Map<string, Dot>()
          this.#dots.set(`${key} ${tag}`, dots.set(nameOf(key, dot), dot))
        }
      }
      const known = this.#disks.get(key) ?? new Map<NodeId, VersionVector>()
      this.#disks.set(key, known.set(node, record.context))
    }
  }

  #noteDelete({ at, from, message }: TraceEvent & { type: 'received' }): void {
    if (message.type !== 'request' || message.request.op !== 'delete') return
    const { key, context } = message.request
    if (context !== undefined) return
    const name = `${from} ${key}`
    this.#deletes.set(name, [...(this.#deletes.get(name) ?? []), at])
  }
}
