// A crowd of BitTorrent clients as one: so many questions are under way at a gateway all the time, each from one of some sockets. What is
// not answered in time is lost, and another takes its place.
import { createSocket, type Socket } from 'node:dgram'
import { once } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import { type Counts, Histogram } from '../load/histogram.ts'
import type { Kind } from './questions.ts'

export interface Crowd {
  readonly kind: Kind
  readonly inFlight: number
  readonly seconds: number
}

export interface Answered {
  readonly seconds: number
  /** As they should be; those that were not are counted by what was wrong. */
  readonly answers: number
  readonly faults: Readonly<Record<string, number>>
  /** Not answered within `LOST_MS`. */
  readonly lost: number
  readonly latencies: Counts
  /** Bytes of all answers. */
  readonly bytes: number
}

const SOCKETS = 32
/** Clients of UDP trackers wait 15 s; what waits for longer than this at a gateway was dropped. */
const LOST_MS = 4_000
const LOOK_MS = 250
const HOST = '127.0.0.1'

export class Client {
  readonly #sockets: readonly Socket[]
  #received: (packet: Buffer, from: number, socket: number) => void = () => {}

  static async open(): Promise<Client> {
    const sockets = await Promise.all(
      Array.from({ length: SOCKETS }, async () => {
        const socket = createSocket({
          type: 'udp4',
          recvBufferSize: 1 << 22,
          lookup: (at, _, done) => done(null, at, 4)
        })
        const listening = once(socket, 'listening')
        socket.bind(0, HOST)
        await listening
        return socket
      })
    )
    return new Client(sockets)
  }

  private constructor(sockets: readonly Socket[]) {
    this.#sockets = sockets
    for (const [at, socket] of sockets.entries())
      socket.on('message', (packet, { port }) => this.#received(packet, port, at))
  }

  close(): void {
    for (const socket of this.#sockets) socket.close()
  }

  /** Asks from each socket until it is answered; the answers, in their order. */
  async askAll(kind: Kind): Promise<Buffer[]> {
    const answers = new Map<number, Buffer>()
    const all = Promise.withResolvers<void>()
    this.#received = (packet, from) => {
      const answer = from === kind.port ? kind.read(packet) : undefined
      // What comes late, to other questions, is a fault here, or has another number.
      if (answer === undefined || answer.fault !== undefined || answer.transaction >= SOCKETS) return
      answers.set(answer.transaction, Buffer.from(packet))
      if (answers.size === SOCKETS) all.resolve()
    }
    const ask = (): void => {
      for (const [at, socket] of this.#sockets.entries())
        if (!answers.has(at)) socket.send(Buffer.from(kind.ask(at, at)), kind.port, HOST)
    }
    ask()
    const again = setInterval(ask, LOOK_MS)
    const late = setTimeout(() => all.reject(new Error('a gateway does not answer')), 5 * LOST_MS)
    await all.promise.finally(() => {
      clearInterval(again)
      clearTimeout(late)
    })
    return Array.from({ length: SOCKETS }, (_, at) => answers.get(at) as Buffer)
  }

  async crowd({ kind, inFlight, seconds }: Crowd): Promise<Answered> {
    const latencies = new Histogram()
    const faults: Record<string, number> = {}
    /** When each of those in flight was asked last, and how often: late answers are nobody's. */
    const askedAt = new Float64Array(inFlight)
    const times = new Uint16Array(inFlight)
    let [answers, lost, bytes] = [0, 0, 0]
    const ask = (slot: number): void => {
      const socket = slot % SOCKETS
      times[slot]!++
      askedAt[slot] = performance.now()
      // A copy: the kernel takes it later.
      const packet = Buffer.from(kind.ask(slot * 65_536 + times[slot]!, socket))
      this.#sockets[socket]!.send(packet, kind.port, HOST)
    }
    this.#received = (packet, from, socket) => {
      if (from !== kind.port) return
      const answer = kind.read(packet)
      if (answer === undefined) {
        const reply = kind.reply?.(packet)
        if (reply !== undefined) this.#sockets[socket]!.send(reply, from, HOST)
        return
      }
      const slot = Math.floor(answer.transaction / 65_536)
      if (times[slot] !== answer.transaction % 65_536) return
      if (answer.fault === undefined) {
        answers++
        bytes += packet.length
        latencies.record(performance.now() - askedAt[slot]!)
      } else faults[answer.fault] = (faults[answer.fault] ?? 0) + 1
      ask(slot)
    }
    const begun = performance.now()
    const looking = setInterval(() => {
      const before = performance.now() - LOST_MS
      for (let slot = 0; slot < inFlight; slot++) {
        if (askedAt[slot] === 0 || askedAt[slot]! > before) continue
        lost++
        ask(slot)
      }
    }, LOOK_MS)
    // All at once would be a burst that no socket has room for.
    for (let slot = 0; slot < inFlight; slot++) {
      ask(slot)
      if (slot % BURST === BURST - 1) await pause(1)
    }
    await pause(Math.max(0, 1_000 * seconds - (performance.now() - begun)))
    clearInterval(looking)
    this.#received = () => {}
    const took = (performance.now() - begun) / 1_000
    return { seconds: took, answers, faults, lost, latencies: latencies.counts(), bytes }
  }
}

const BURST = 16
