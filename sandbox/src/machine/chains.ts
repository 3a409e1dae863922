// Suspended chains: handlers that wait for their host. Between its parts a chain is an image over its program's, so it costs
// the memory that it touched, holds no thread, and goes on from the same bytes whatever ran in between. Nobody's chain is
// evicted for another's: when there is no room, the handler that wants to wait fails.
import { SANDBOX_LIMITS } from '../limits.ts'
import { chainsFull } from './failures.ts'
import type { HeapImage } from './image.ts'
import type { Pointer } from './interpreter.ts'
import { type EventType, InvocationFailure, type MachineRequest, type Used } from './outcome.ts'
import type { Program } from './program.ts'

/** An invocation whose handler was called. */
export interface Running {
  readonly program: Program
  readonly request: MachineRequest & { readonly type: EventType }
  /** The object's message and the event's. */
  readonly object: Uint8Array
  readonly event: Uint8Array
  /** Pointers to what the handler got and what it returned. */
  readonly self: Pointer
  readonly first: Pointer
  readonly result: Pointer
  /** The state's words in the heap, if they are known. */
  readonly words: Int32Array | undefined
  /** Numbers of calls that were not answered yet, and how many there were in all. */
  readonly outstanding: ReadonlySet<number>
  readonly asked: number
}

export interface Chain {
  readonly running: Running
  readonly image: HeapImage
  readonly used: Used
}

export class Chains {
  readonly #chains = new Map<number, Chain>()
  #bytes = 0

  /** Bytes of all chains. */
  get bytes(): number {
    return this.#bytes
  }

  /** @throws InvocationFailure BUSY when there is no room */
  add(number: number, chain: Chain): void {
    const { chains, chainBytes } = SANDBOX_LIMITS
    const bytes = bytesOf(chain)
    if (this.#chains.size >= chains) throw new InvocationFailure(chainsFull(`${chains} handlers`))
    if (this.#bytes + bytes > chainBytes)
      throw new InvocationFailure(chainsFull(`${this.#bytes} bytes of ${chainBytes}`))
    this.#chains.set(number, chain)
    this.#bytes += bytes
  }

  /** Takes a chain out; undefined when there is none of this number. */
  take(number: number): Chain | undefined {
    const chain = this.#chains.get(number)
    if (chain === undefined) return undefined
    this.#chains.delete(number)
    this.#bytes -= bytesOf(chain)
    return chain
  }
}

function bytesOf({ image, running: { object, event } }: Chain): number {
  return image.bytes + object.length + event.length
}
