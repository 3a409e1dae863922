// Announcements on their way to the objects. Those of one object gather while its last put is under way, and for a tenth of a second
// (up to a second where many objects share the swarm); then they go together, as one put. So a hot swarm costs ten puts a second
// however many announce themselves, and each who does is told when the put of its batch is durable.
//
//   add ─► batch ─(gathered for long enough, or 250 announcements)─► turn (16 at once) ─► put ─► all who wait
import { BittorrentError } from '../errors.ts'
import { BATCH_PEERS, PENDING_MOST, PUTS_AT_ONCE } from './limits.ts'

/** Announcements that go together. A peer is in it once: what it said last counts. */
export class Batch {
  /** Names of peers, and their records; without one where the peer is gone. */
  readonly peers = new Map<string, Uint8Array | undefined>()
  completed = 0
  readonly #done = Promise.withResolvers<void>()

  get done(): Promise<void> {
    return this.#done.promise
  }

  /** It is durable: all who wait are told. */
  end(): void {
    this.#done.resolve()
  }

  fail(error: unknown): void {
    this.#done.reject(error)
  }
}

/** Announcements for one object. */
export class Outbox {
  /** The last one takes more; those before it are full. */
  readonly batches: Batch[] = []
  putting = false
  timer: NodeJS.Timeout | undefined
  lastPutAt = Number.NEGATIVE_INFINITY
  readonly gatherMs: number

  /** @param gatherMs between the beginnings of two puts, unless a batch is full */
  constructor(gatherMs: number) {
    this.gatherMs = gatherMs
  }
}

export class Writes<To extends { readonly outbox: Outbox }> {
  readonly #put: (to: To, batch: Batch) => Promise<void>
  readonly #now: () => number
  readonly #turns: To[] = []
  #putting = 0
  /** Announcements that wait or are under way. */
  #pending = 0
  #settled: PromiseWithResolvers<void> | undefined

  /** @param put ends the batch, or makes it fail; what it did not get rid of otherwise it has added to others when it resolves */
  constructor(put: (to: To, batch: Batch) => Promise<void>, now: () => number) {
    this.#put = put
    this.#now = now
  }

  /** Resolves when none waits or is under way. */
  async settle(): Promise<void> {
    if (this.#pending === 0) return
    this.#settled ??= Promise.withResolvers()
    await this.#settled.promise
  }

  /** @returns when it is durable @throws BittorrentError SWARM_BUSY */
  add(to: To, name: string, record: Uint8Array | undefined, completed: boolean): Promise<void> {
    const { batches } = to.outbox
    let batch = batches.at(-1)
    if (batch === undefined || batch.peers.size >= BATCH_PEERS) {
      batch = new Batch()
      // Who waits is told. That nobody does any more is no fault of the process.
      batch.done.catch(() => {})
      batches.push(batch)
    }
    if (!batch.peers.has(name)) {
      if (this.#pending >= PENDING_MOST) throw busy()
      this.#pending++
    }
    batch.peers.set(name, record)
    if (completed) batch.completed++
    this.#schedule(to)
    return batch.done
  }

  #schedule(to: To): void {
    const { outbox } = to
    const first = outbox.batches[0]
    if (first === undefined || outbox.putting) return
    const waitMs = outbox.lastPutAt + outbox.gatherMs - this.#now()
    if (waitMs <= 0 || first.peers.size >= BATCH_PEERS) this.#begin(to)
    else outbox.timer ??= setTimeout(() => this.#begin(to), waitMs)
  }

  #begin(to: To): void {
    clearTimeout(to.outbox.timer)
    to.outbox.timer = undefined
    to.outbox.putting = true
    this.#turns.push(to)
    this.#next()
  }

  #next(): void {
    while (this.#putting < PUTS_AT_ONCE) {
      const to = this.#turns.shift()
      if (to === undefined) return
      this.#putting++
      void this.#send(to)
    }
  }

  async #send(to: To): Promise<void> {
    const { outbox } = to
    const batch = outbox.batches.shift() as Batch
    outbox.lastPutAt = this.#now()
    try {
      await this.#put(to, batch)
    } finally {
      this.#pending -= batch.peers.size
      if (this.#pending === 0) this.#settled?.resolve()
      if (this.#pending === 0) this.#settled = undefined
      this.#putting--
      outbox.putting = false
      this.#schedule(to)
      this.#next()
    }
  }
}

function busy(): BittorrentError {
  return new BittorrentError('SWARM_BUSY', `${PENDING_MOST} announcements are under way; try again later`, {
    allowed: PENDING_MOST
  })
}
