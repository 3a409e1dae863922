// A replica's own state as its disk has it: marked with the life of the object that it belongs to, and with the ticks that the
// replica has done.
//
//   life (16 hex digits) · number of timers (1 byte) · for each: length of its name (1 byte), name, due time of the last
//   tick done (8 bytes) · the state, encoded; nothing if no handler has made one
import type { Millis } from './time.ts'
import type { EncodedValue } from './value.ts'

/** By the names of timers: the due time of the last tick that was done. */
export type Ticks = ReadonlyMap<string, Millis>

export function packLocal(born: string, local: EncodedValue | null, ticks: Ticks = NO_TICKS): Uint8Array {
  const parts: Uint8Array[] = [Buffer.from(born, 'latin1'), Uint8Array.of(ticks.size)]
  for (const [name, done] of ticks) {
    const text = Buffer.from(name)
    const due = Buffer.alloc(8)
    due.writeDoubleBE(done)
    parts.push(Uint8Array.of(text.length), text, due)
  }
  return Buffer.concat(local === null ? parts : [...parts, local])
}

/** The state, if it belongs to one of these lives: siblings may be of several, created side by side. */
export function unpackLocal(lives: readonly string[], packed: Uint8Array | null): EncodedValue | null {
  if (packed === null || !belongs(lives, packed)) return null
  const { end } = readTicks(packed)
  return end < packed.length ? packed.subarray(end) : null
}

/** The ticks that were done, in one of these lives. */
export function unpackTicks(lives: readonly string[], packed: Uint8Array | null): Ticks {
  return packed === null || !belongs(lives, packed) ? NO_TICKS : readTicks(packed).ticks
}

const NO_TICKS: Ticks = new Map()

const BORN_DIGITS = 16

function belongs(lives: readonly string[], packed: Uint8Array): boolean {
  return lives.includes(Buffer.from(packed.subarray(0, BORN_DIGITS)).toString('latin1'))
}

function readTicks(packed: Uint8Array): { ticks: Ticks; end: number } {
  const bytes = Buffer.from(packed.buffer, packed.byteOffset, packed.byteLength)
  let count = bytes[BORN_DIGITS] ?? 0
  let end = BORN_DIGITS + 1
  if (count === 0) return { ticks: NO_TICKS, end }
  const ticks = new Map<string, Millis>()
  for (; count > 0; count--) {
    const at = end + 1
    const behind = at + (bytes[end] ?? 0)
    if (behind + 8 > bytes.length) return { ticks: NO_TICKS, end: bytes.length }
    ticks.set(bytes.toString('utf8', at, behind), bytes.readDoubleBE(behind))
    end = behind + 8
  }
  return { ticks, end }
}
