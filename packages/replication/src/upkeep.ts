// What keeps copies where they belong and as they should be, besides the requests: handoff of kept copies, exchanges between
// homes, its objects' timers, and this node's answers to others. All of it but the timers gives way to requests, by one throttle for what this node begins itself, and
// one for what others ask of it (exchange/throttle.ts, exchange/yielding.ts).
import { type Deadline, earliest, type Key, type Message, type Millis, type NodeId } from '@halley/model'
import { AntiEntropy, type AntiEntropyInit } from './anti-entropy.ts'
import { Throttle } from './exchange/throttle.ts'
import { Handoff, type HandoffInit } from './handoff.ts'
import { Leases } from './leases.ts'
import type { ReplicationOptions } from './options.ts'
import { RemoteCopies } from './remote-copies.ts'
import { Serving } from './serving.ts'
import { Timetable, type TimetableEffect } from './timetable.ts'

/** What the parts make of each other, and for each other. */
type OwnParts = 'throttle' | 'remote' | 'patience' | 'isKept' | 'isAhead' | 'vouched' | 'isOwed' | 'answer'

export type UpkeepInit = Omit<AntiEntropyInit & HandoffInit, OwnParts | 'options'> & {
  readonly options: ReplicationOptions
  readonly emit: (effect: TimetableEffect) => void
  /** Operations of requests under way. */
  readonly underWay: () => number
  readonly send: (to: NodeId, message: Message) => void
}

/** How much longer than for a request a replica may take for background work, which waits in line there. */
const PATIENCE = 5

export class Upkeep {
  readonly handoff: Handoff
  readonly antiEntropy: AntiEntropy
  readonly timetable: Timetable
  readonly #underWay: () => number
  readonly #throttle: Throttle
  readonly #serving: Serving

  constructor(init: UpkeepInit) {
    const { options, now, questions } = init
    const throttle = new Throttle({ ...init, free: () => this.#advance() })
    const patience = (): Millis => now() + PATIENCE * options.replicaTimeoutMs
    const parts = { ...init, throttle, patience, remote: new RemoteCopies(questions, patience, true) }
    this.#underWay = init.underWay
    this.#throttle = throttle
    this.timetable = new Timetable({ ...parts, n: options.quorum.n })
    this.handoff = new Handoff(parts)
    const leases = new Leases(parts)
    this.#serving = new Serving({
      ...{ ...parts, leases, handoff: this.handoff, asked: () => this.asked() },
      compare: (from, message) => this.antiEntropy.receive(from, message)
    })
    this.antiEntropy = new AntiEntropy({
      ...parts,
      isKept: (key: Key) => this.handoff.keeps(key) || leases.holds(key),
      isAhead: (key: Key) => leases.isAhead(key),
      vouched: (key: Key) => leases.vouched(key),
      isOwed: (home: NodeId, key: Key) => this.handoff.keepsFor(home, key),
      answer: (to, message) => this.#serving.answer(to, message)
    })
  }

  /** A request has begun, here or at another node that needs this one. */
  asked(): void {
    this.#throttle.asked()
    this.#serving.yielding.asked()
  }

  /** Another node's question about the copies here. Returns false for any other message. */
  receive(from: NodeId, message: Message): boolean {
    return this.#serving.receive(from, message)
  }

  /** A node is no longer to be reckoned with. */
  down(node: NodeId, now: Millis): void {
    this.antiEntropy.down(node, now)
  }

  /** A node is (again) there. */
  up(node: NodeId, now: Millis): void {
    this.handoff.homeIsUp(node)
    this.antiEntropy.up(node, now)
  }

  /** Hands everything over to its homes, as a node that leaves for good. Returns how much is left, or may come to be left, here. */
  vacate(): number {
    this.#serving.close()
    return this.antiEntropy.vacate() + this.handoff.size + this.#underWay() + this.#throttle.running
  }

  deadline(): Deadline | undefined {
    return earliest(
      this.handoff.deadline(),
      this.antiEntropy.deadline(),
      this.timetable.deadline(),
      this.#throttle.deadline(),
      this.#serving.yielding.deadline()
    )
  }

  tick(now: Millis): void {
    if (this.#throttle.tick(now)) this.#advance()
    this.#serving.yielding.tick(now)
    this.handoff.tick(now)
    this.antiEntropy.tick(now)
    this.timetable.tick(now)
  }

  #advance(): void {
    this.handoff.advance()
    this.antiEntropy.advance()
  }
}
