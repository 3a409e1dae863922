// What a node knows of those it speaks to, from the traffic itself: who is there (liveness.ts), and how far away they are
// (coordinates-rounds.ts). Both speak in pings: a probe's has the id 0, and its answer is just a word from the peer.
import { createPrng, type Deadline, earliest, type Message, type Millis, type NodeId } from '@halley/model'
import { CoordinateRounds, type CoordinatesOptions } from './coordinates-rounds.ts'
import { Liveness, type LivenessEffect, type LivenessOptions } from './liveness.ts'

export interface PeersInit {
  readonly options: LivenessOptions & CoordinatesOptions
  readonly self: NodeId
  /** A number drawn anew at each start. */
  readonly boot: number
  readonly emit: (effect: PeersEffect) => void
}

export type PeersEffect =
  | Exclude<LivenessEffect, { readonly type: 'probe' }>
  | { readonly type: 'send'; readonly to: NodeId; readonly message: Message }

export class Peers {
  readonly liveness: Liveness
  readonly coordinates: CoordinateRounds

  constructor({ self, boot, options, emit }: PeersInit) {
    const send = (to: NodeId, message: Message): void => emit({ type: 'send', to, message })
    this.liveness = new Liveness(options, (effect) => {
      if (effect.type === 'probe') send(effect.peer, { type: 'ping', id: 0 })
      else emit(effect)
    })
    const prng = createPrng(`coordinates of ${self}, ${boot}`)
    this.coordinates = new CoordinateRounds({ options, prng, send })
  }

  /** The channel to the peer stands. */
  connected(peer: NodeId, now: Millis): void {
    this.liveness.heard(peer)
    this.coordinates.connected(peer, now)
  }

  /** The channel broke, or could not be set up. */
  lost(peer: NodeId, now: Millis): void {
    this.liveness.suspect(peer, now)
    this.coordinates.lost(peer)
  }

  /** A message from the peer. Returns whether it was meant for this part. */
  receive(from: NodeId, message: Message, now: Millis): boolean {
    this.liveness.heard(from)
    if (message.type === 'ping') {
      this.coordinates.asked(from, message.id)
      this.coordinates.connected(from, now)
    } else if (message.type === 'pong') this.coordinates.answered(from, message, now)
    else return false
    return true
  }

  deadline(): Deadline | undefined {
    return earliest(this.liveness.deadline(), this.coordinates.deadline())
  }

  tick(now: Millis): void {
    this.liveness.tick(now)
    this.coordinates.tick(now)
  }
}
