// A vector with its times as records carry it: for each entry the actor (8 bytes), the counter (6 bytes) and the time (4 bytes).
import { VECTOR_ENTRIES } from './limits.ts'
import { bytes, ShapeError } from './shape.ts'
import type { Actor, EntryTimes, VersionVector } from './version.ts'

const ENTRY_BYTES = 18

export function packVector(vector: VersionVector, times: EntryTimes = {}): Uint8Array {
  const actors = Object.keys(vector)
  const packed = new Uint8Array(ENTRY_BYTES * actors.length)
  const view = new DataView(packed.buffer)
  actors.forEach((actor, entry) => {
    const at = ENTRY_BYTES * entry
    const counter = vector[actor] as number
    view.setUint32(at, Number.parseInt(actor.slice(0, 8), 16))
    view.setUint32(at + 4, Number.parseInt(actor.slice(8), 16))
    view.setUint16(at + 8, Math.floor(counter / 2 ** 32))
    view.setUint32(at + 10, counter >>> 0)
    view.setUint32(at + 14, times[actor] ?? 0)
  })
  return packed
}

/** @throws ShapeError */
export function readPackedVector(thing: unknown): { context: VersionVector; times?: EntryTimes } {
  const packed = Buffer.from(bytes(thing, 'the vector', ENTRY_BYTES * VECTOR_ENTRIES))
  if (packed.length % ENTRY_BYTES !== 0) throw new ShapeError(`the vector has ${packed.length} bytes`)
  const context: Record<Actor, number> = {}
  const times: Record<Actor, number> = {}
  for (let at = 0; at < packed.length; at += ENTRY_BYTES) {
    const actor = packed.toString('hex', at, at + 8)
    const counter = packed.readUIntBE(at + 8, 6)
    const time = packed.readUInt32BE(at + 14)
    if (counter < 1) throw new ShapeError('a counter is 0')
    if (context[actor] !== undefined) throw new ShapeError('an actor has two entries')
    context[actor] = counter
    if (time > 0) times[actor] = time
  }
  return Object.keys(times).length === 0 ? { context } : { context, times }
}
