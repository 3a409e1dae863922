// What befalls the bytes from one node to another. TCP hides loss from its users and turns it into waiting, so that is what
// loss is here: the bytes, and all behind them, come later by the time after which TCP sends again.
import type { Prng } from '@halley/model'

export interface Weather {
  /** Nothing passes; what is sent meanwhile arrives afterwards, and who dials waits. */
  readonly cut: boolean
  /** Milliseconds on the way. */
  readonly delayMs: number
  /** Up to so many milliseconds more. */
  readonly jitterMs: number
  /** The probability that a piece has to be sent again. */
  readonly loss: number
}

export const FAIR: Weather = { cut: false, delayMs: 0, jitterMs: 0, loss: 0 }

/** Linux waits at least so long before it sends again, and twice as long each time that it was in vain. */
const RESEND_MS = 200

/** How long a piece is under way. */
export function wayMs({ delayMs, jitterMs, loss }: Weather, prng: Prng): number {
  let ms = delayMs + jitterMs * prng.next()
  for (let pause = RESEND_MS; pause < 5_000 && prng.chance(loss); pause *= 2) ms += pause
  return ms
}
