// A ring of records in shared memory, from one thread to one other. A message between threads costs as much as an
// invocation; a record costs a few stores.
//
//   control | record 0 | record 1 | …          record: up to 16 numbers, then bytes
//
// The writer fills the record behind the last and counts it as written, which makes it visible. Nobody checks for room: at
// most RECORDS jobs are under way, and the reply to a job was read before the job counts as done.
//
// What does not fit into a record, or is no bytes, goes as a parcel through a message port beside the ring. A record says
// whether a parcel belongs to it; the parcel was posted first, so the reader finds it at once.
import { type MessagePort, receiveMessageOnPort } from 'node:worker_threads'
import { SANDBOX_LIMITS } from '../limits.ts'

/** What one end of a ring needs; it can be sent to another thread. */
export interface RingEnds {
  readonly memory: SharedArrayBuffer
  /** For the parcels; each thread has one end of a channel. */
  readonly port: MessagePort
}

/** A power of two, so that the count of records may overflow. */
const RECORDS = SANDBOX_LIMITS.aheadPerWorker
const RECORD_BYTES = 16_384
const HEAD_BYTES = 128
const CONTROL_BYTES = 64

/** Bytes that fit into a record beside its numbers. */
export const INLINE_BYTES = RECORD_BYTES - HEAD_BYTES

/** Words of the control block: records written so far, and whether the reader sleeps or has been called. */
const WRITTEN = 0
const SIGNAL = 1

/** Only the pages that records touch are ever resident. */
export function ringMemory(): SharedArrayBuffer {
  return new SharedArrayBuffer(CONTROL_BYTES + RECORDS * RECORD_BYTES)
}

class Ring {
  readonly numbers: Float64Array
  /** The same memory as 64-bit integers. */
  readonly integers: BigUint64Array
  readonly bytes: Uint8Array
  protected readonly control: Int32Array
  protected readonly port: MessagePort
  protected count = 0

  constructor({ memory, port }: RingEnds) {
    this.numbers = new Float64Array(memory)
    this.integers = new BigUint64Array(memory)
    this.bytes = new Uint8Array(memory)
    this.control = new Int32Array(memory)
    this.port = port
  }

  /** Where the current record's numbers start in `numbers`. */
  get at(): number {
    return (CONTROL_BYTES + ((this.count >>> 0) % RECORDS) * RECORD_BYTES) / 8
  }

  /** Where the current record's bytes start in `bytes`. */
  get bytesAt(): number {
    return 8 * this.at + HEAD_BYTES
  }
}

export class RingWriter<Parcel> extends Ring {
  /** Sends a parcel that belongs to the current record. */
  post(parcel: Parcel): void {
    this.port.postMessage(parcel)
  }

  /** The current record is complete; the next becomes current. */
  publish(): void {
    this.count = (this.count + 1) | 0
    Atomics.store(this.control, WRITTEN, this.count)
  }

  /** Wakes a reader that sleeps. */
  wake(): void {
    if (Atomics.load(this.control, SIGNAL) !== 0) Atomics.notify(this.control, WRITTEN)
  }

  /** Is this the first call since the reader came to read? Then it has to be told that there is something. */
  calls(): boolean {
    return Atomics.exchange(this.control, SIGNAL, 1) === 0
  }
}

export class RingReader<Parcel> extends Ring {
  /** Is there a record to read? */
  get ready(): boolean {
    return Atomics.load(this.control, WRITTEN) !== this.count
  }

  /** Are there more records behind the current one? */
  get waiting(): boolean {
    return Atomics.load(this.control, WRITTEN) !== ((this.count + 1) | 0)
  }

  /** The parcel that belongs to the current record. */
  parcel(): Parcel {
    return receiveMessageOnPort(this.port)?.message as Parcel
  }

  /** The current record was read and may be overwritten. */
  advance(): void {
    this.count = (this.count + 1) | 0
  }

  /** Blocks the thread until there is a record to read. */
  sleep(): void {
    Atomics.store(this.control, SIGNAL, 1)
    // A wake that was meant for a record read meanwhile may come late.
    while (!this.ready) Atomics.wait(this.control, WRITTEN, this.count)
    Atomics.store(this.control, SIGNAL, 0)
  }

  /** The reader comes to read; what is written from now on calls it again. */
  heard(): void {
    Atomics.store(this.control, SIGNAL, 0)
  }
}
