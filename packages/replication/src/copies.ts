// The replicas of an object that its handlers name: asked for what their own copies say, or given copies that they keep besides
// the homes, each for the time of a lease (leases.ts).
//
//   give:   lease ──► each node, which is no home ──► leased, and what its copy says (model/content-digest.ts)
//   spread: when the event is over, durably: who said the same needs nothing; the others are sent the copy
//
// Who took a lease is remembered until it ends, at this node alone: a deletion reaches them at once. Where that is lost, or another
// node coordinates the deletion, it reaches them when their leases have ended.
import {
  type Caller,
  type ClientRequest,
  type ClientResponse,
  contentDigest,
  type Failure,
  type Key,
  LruMap,
  liveSiblings,
  type Millis,
  type NodeId,
  type ObjectRecord,
  ownQuorum,
  siblingBytes
} from '@halley/model'
import type { ReplicationCounts } from './counts.ts'
import type { Handover } from './handover.ts'
import type { ReplicationOptions } from './options.ts'
import type { Preferences } from './preferences.ts'
import type { Questions } from './questions.ts'
import { RemoteCopies } from './remote-copies.ts'
import type { Replica } from './replica.ts'

export interface CopiesInit {
  readonly self: NodeId
  readonly options: ReplicationOptions
  readonly replica: Replica
  readonly preferences: Preferences
  readonly questions: Questions
  readonly handover: Handover
  readonly counts: ReplicationCounts
  readonly isDown: (node: NodeId) => boolean
  readonly now: () => Millis
}

/** What a node said to keeping a copy. No failure: it does, as a home or by a lease. */
export interface Given {
  readonly node: NodeId
  readonly failure?: Failure
}

interface Holder {
  readonly until: Millis
  /** What its copy says, as far as is known. */
  digest: string
}

/** Objects whose holders are remembered; one that is forgotten was not used for longest. */
const REMEMBERED = 10_000

export class Copies {
  readonly #init: CopiesInit
  readonly #remote: RemoteCopies
  readonly #holders = new LruMap<Key, Map<NodeId, Holder>>(REMEMBERED)

  constructor(init: CopiesInit) {
    const { questions, now, options } = init
    this.#init = init
    // Nobody waits for what is spread; it gives way to requests, here and there.
    this.#remote = new RemoteCopies(questions, () => now() + PATIENCE * options.replicaTimeoutMs, true)
  }

  /** Has another node answer for its own copy; one that is silent is given up before the handler that asks has to be. */
  ask(
    node: NodeId,
    request: ClientRequest,
    caller: Caller,
    answered: (response: ClientResponse) => void
  ): void {
    const { handover, now, options } = this.#init
    handover.askAlone(node, request, caller, now() + 2 * options.replicaTimeoutMs, answered)
  }

  /**
   * Asks each of the nodes to keep a copy. What the homes hold they hold anyway.
   *
   * @param background nobody waits for it
   */
  give(
    key: Key,
    nodes: readonly NodeId[],
    given: (given: readonly Given[]) => void,
    background = false
  ): void {
    const { replica, preferences, options, now } = this.#init
    const all = new Map<NodeId, Given>()
    const heard = (one: Given): void => {
      all.set(one.node, one)
      if (all.size === nodes.length) given(nodes.map((node) => all.get(node) as Given))
    }
    if (nodes.length === 0) given([])
    replica.read(key, {
      refused: (failure) => {
        for (const node of nodes) heard({ node, failure })
      },
      copied: ({ record }) =>
        preferences.find(key, now(), (list) => {
          const homes = new Set(list.slice(0, ownQuorum(record)?.n ?? options.quorum.n))
          for (const node of nodes)
            this.#give(
              key,
              node,
              record,
              homes.has(node) ? 'home' : background ? 'background' : 'waited for',
              heard
            )
        })
    })
  }

  /**
   * The event that gave copies to these nodes is over: those whose copies do not say what the object says are sent it. What is
   * deleted goes to all that are known to hold it.
   *
   * @param sent so many bytes, to all of them together
   */
  spread(key: Key, nodes: readonly NodeId[], sent: (bytes: number) => void): void {
    const holders = this.#holders.get(key)
    if (holders === undefined) return
    const { replica, now } = this.#init
    const copied = ({ record }: { record: ObjectRecord }): void => {
      if (record.siblings.length === 0) return
      const isGone = liveSiblings(record, now()).length === 0
      const digest = hexOf(contentDigest(record))
      let count = 0
      for (const [node, holder] of [...holders]) {
        const isDone = holder.until <= now() || (isGone && holder.digest === '')
        if (isGone || isDone) holders.delete(node)
        if (isDone || !(isGone || nodes.includes(node))) continue
        if (holder.digest === digest) this.#init.counts.add('copiesSpared')
        else {
          count++
          this.#send(key, node, holder, record, digest)
        }
      }
      if (holders.size === 0) this.#holders.delete(key)
      if (count > 0) sent(count * bytesOf(record))
    }
    replica.read(key, { copied, refused: () => {} })
  }

  /**
   * The object has chosen these nodes: those whose leases are less than half over are not asked again, so a round that changes
   * nothing costs nothing most of the time.
   *
   * @param sent so many bytes, to all of them together
   */
  place(key: Key, nodes: readonly NodeId[], sent: (bytes: number) => void): void {
    const { options, now, isDown } = this.#init
    const holders = this.#holders.get(key)
    const soon = now() + options.leaseMs / 2
    const due = nodes.filter((node) => (holders?.get(node)?.until ?? 0) < soon || isDown(node))
    this.give(key, due, () => this.spread(key, nodes, sent), true)
  }

  /** A version made here is durable: of a deletion all are told that are known to hold a copy. */
  stored(key: Key, { siblings }: ObjectRecord): void {
    const isDeleted = siblings.length > 0 && siblings.every(({ kind }) => kind === 'tombstone')
    if (isDeleted) this.spread(key, [], () => {})
  }

  /** Nodes that are known to keep a copy besides the homes. */
  holders(key: Key): NodeId[] {
    const now = this.#init.now()
    return [...(this.#holders.get(key) ?? [])].filter(([, { until }]) => until > now).map(([node]) => node)
  }

  #give(key: Key, node: NodeId, record: ObjectRecord, how: How, heard: (given: Given) => void): void {
    const { self, options, questions, now, isDown, counts } = this.#init
    if (node === self || how === 'home') return heard({ node })
    const lost = (): void => {
      this.#holders.get(key)?.delete(node)
      heard({ node, failure: unreached(node) })
    }
    if (isDown(node)) return lost()
    const forMs = options.leaseMs
    const until = now() + forMs
    counts.add('leasesAsked')
    questions.ask(
      node,
      now() + options.replicaTimeoutMs,
      (id) => ({ type: 'lease', id, key, forMs, bytes: bytesOf(record) }),
      {
        background: how === 'background',
        answered: (answer) => {
          if (answer.type === 'leased') this.#note(key, node, { until, digest: hexOf(answer.digest) })
          if (answer.type === 'failed') heard({ node, failure: answer.failure })
          else heard({ node })
        },
        unanswered: lost
      }
    )
  }

  #note(key: Key, node: NodeId, holder: Holder): void {
    const holders = this.#holders.get(key) ?? new Map<NodeId, Holder>()
    this.#holders.set(key, holders.set(node, holder))
  }

  // What does not arrive is found to be missing by the next round.
  #send(key: Key, node: NodeId, holder: Holder, record: ObjectRecord, digest: string): void {
    this.#init.counts.add('copiesSpread')
    this.#remote.write(node, { key, record }, Number.POSITIVE_INFINITY, {
      stored: () => {
        holder.digest = digest
      },
      failed: () => this.#init.counts.add('copiesUnspread')
    })
  }
}

/** A home need not be asked, and of the others nobody waits for those that the object chose unasked. */
type How = 'home' | 'background' | 'waited for'

/** How much longer than for a request a node may take for what nobody waits for. */
const PATIENCE = 5

function unreached(node: NodeId): Failure {
  return { code: 'NO_REPLICA', message: `${node} is down, or did not answer in time` }
}

function bytesOf({ siblings }: ObjectRecord): number {
  return siblings.reduce((sum, sibling) => sum + siblingBytes(sibling), 0)
}

function hexOf(digest: Uint8Array): string {
  return Buffer.from(digest).toString('hex')
}
