// Hinted handoff in messages: reading the kept copy, sending it home, dropping the hint once it is durable there.
import { type Deadline, Deadlines, type Key, type Millis, type NodeId } from '@halley/model'
import { Hints, type HintsOptions } from './hints.ts'
import type { Questions } from './questions.ts'
import type { Replica } from './replica.ts'

export interface HandoffInit {
  readonly options: HintsOptions
  readonly replica: Replica
  readonly questions: Questions
  readonly isDown: (node: NodeId) => boolean
  readonly clock: HandoffClock
}

interface HandoffClock {
  now(): Millis
  /** Until when a home may take to answer. */
  patience(): Millis
}

export class Handoff {
  readonly #init: HandoffInit
  readonly #hints: Hints
  /** Homes that are up and yet did not take a copy, or whose copy could not be read here: tried again later. */
  readonly #retries = new Deadlines<NodeId>()
  readonly #retrying = new Set<NodeId>()

  constructor(init: HandoffInit) {
    this.#init = init
    this.#hints = new Hints(init.options)
  }

  /** A copy is kept for `home`, durably. It goes at once if the home is there after all. */
  keep(home: NodeId, key: Key): void {
    this.#hints.add(home, key)
    if (!this.#init.isDown(home)) this.homeIsUp(home)
  }

  /** A hint found on the disk when the node started: it waits for the first word from the home. */
  restore(home: NodeId, key: Key): void {
    this.#hints.add(home, key)
  }

  /** Sends home what is kept, a few copies at a time. */
  homeIsUp(home: NodeId): void {
    for (const { key } of this.#hints.deliver(home)) this.#send(home, key)
  }

  deadline(): Deadline | undefined {
    return this.#retries.next()
  }

  tick(now: Millis): void {
    for (const home of this.#retries.due(now)) {
      this.#retrying.delete(home)
      if (!this.#init.isDown(home)) this.homeIsUp(home)
    }
  }

  /** Whether no further hint may be kept. */
  get isFull(): boolean {
    return this.#hints.size >= this.#init.options.hintsAtMost
  }

  /** Hints kept. */
  get size(): number {
    return this.#hints.size
  }

  #send(home: NodeId, key: Key): void {
    const { replica, questions, clock } = this.#init
    const failed = (): void => this.#failed(home, key)
    replica.read(key, {
      copied: ({ record }) =>
        questions.ask(home, clock.patience(), (id) => ({ type: 'write', id, key, record }), {
          answered: (answer) => (answer.type === 'stored' ? this.#arrived(home, key) : failed()),
          unanswered: failed
        }),
      refused: failed
    })
  }

  #failed(home: NodeId, key: Key): void {
    this.#hints.failed(home, key)
    if (this.#retrying.has(home)) return
    this.#retrying.add(home)
    this.#retries.set(this.#init.clock.now() + this.#init.options.handoffRetryMs, 'hand off again', home)
  }

  // The copy itself stays here, as one more replica: its vector may hold events of this node that it must not forget.
  #arrived(home: NodeId, key: Key): void {
    const spent = this.#hints.delivered(home, key)
    if (spent)
      this.#init.replica.write(
        key,
        { unhint: home },
        { stored: () => {}, refused: () => this.#hints.add(home, key) }
      )
    this.homeIsUp(home)
  }
}
