// One direction of a connection: what comes in at one socket goes out at the other, in order, when the weather lets it.
// The end of a connection travels like its bytes: behind a cut nobody hears that the other side has died.
import type { Socket } from 'node:net'
import type { Prng } from '@halley/model'
import { type Weather, wayMs } from './weather.ts'

type Piece = { readonly dueMs: number; readonly what: Buffer | 'end' | 'broken' }

/** What a pipe holds back before it stops reading: about what the buffers of two kernels would. */
const HELD_BYTES = 1 << 20

export class Pipe {
  readonly #source: Socket
  readonly #sink: Socket
  readonly #weather: () => Weather
  readonly #prng: Prng
  readonly #pieces: Piece[] = []
  #held = 0
  #lastDueMs = 0
  #timer: NodeJS.Timeout | undefined

  constructor(source: Socket, sink: Socket, weather: () => Weather, prng: Prng) {
    this.#source = source
    this.#sink = sink
    this.#weather = weather
    this.#prng = prng
    source.on('data', (bytes: Buffer) => this.#take(bytes))
    source.on('end', () => this.#take('end'))
    source.on('close', () => this.#take('broken'))
    sink.on('drain', () => this.flow())
  }

  /** Lets go what is due; to be called when the weather changes. */
  flow(): void {
    clearTimeout(this.#timer)
    for (let piece = this.#pieces[0]; piece !== undefined; piece = this.#pieces[0]) {
      if (this.#weather().cut || (this.#sink.writableNeedDrain && !this.#sink.destroyed)) return
      const waitMs = piece.dueMs - performance.now()
      if (waitMs > 0) {
        this.#timer = setTimeout(() => this.flow(), waitMs)
        return
      }
      this.#pieces.shift()
      this.#let(piece.what)
    }
  }

  #take(what: Piece['what']): void {
    this.#lastDueMs = Math.max(this.#lastDueMs, performance.now() + wayMs(this.#weather(), this.#prng))
    this.#pieces.push({ dueMs: this.#lastDueMs, what })
    if (typeof what !== 'string') this.#held += what.length
    if (this.#held > HELD_BYTES) this.#source.pause()
    this.flow()
  }

  #let(what: Piece['what']): void {
    if (what === 'broken') this.#sink.destroy()
    else if (what === 'end') this.#sink.end()
    else {
      if (this.#sink.writable) this.#sink.write(what)
      this.#held -= what.length
      if (this.#held <= HELD_BYTES && this.#source.isPaused()) this.#source.resume()
    }
  }
}
