// What the trace says about texts that clients wrote: where they were stored, who has seen them, who held them, and what can be
// read in the end.
import type { Dot, Key, Millis, ObjectRecord, VersionVector } from '@halley/model'
import { knows, nameOf } from './knowledge.ts'
import { type Operation, successOf } from './operations.ts'
import type { Story } from './story.ts'
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

  constructor({ operations, stores, held }: Story) {
    for (const operation of operations) this.#noteSeen(operation)
    const known = new WeakSet<ObjectRecord>()
    for (const { key, record } of stores) {
      if (known.has(record)) continue
      known.add(record)
      this.#noteRecord(key, record)
    }
    for (const [key, copies] of held)
      for (const { siblings } of copies.values())
        for (const { state } of siblings) for (const tag of tagsIn(state)) this.#held.add(`${key} ${tag}`)
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

  #noteRecord(key: Key, { context, siblings }: ObjectRecord): void {
    for (const { dot, kind, state } of siblings) {
      if (kind === 'tombstone') {
        const buried = this.#buried.get(key)
        if (buried === undefined) this.#buried.set(key, [context])
        else buried.push(context)
      }
      for (const tag of tagsIn(state)) {
        const name = `${key} ${tag}`
        const dots = this.#dots.get(name) ?? new Map<string, Dot>()
        this.#dots.set(name, dots.set(nameOf(key, dot), dot))
      }
    }
  }
}
