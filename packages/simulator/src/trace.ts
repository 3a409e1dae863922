// The trace: everything that happened, in order. It is all that the checkers know of a run; `text.ts` makes it readable.
import type {
  Actor,
  ClientRequest,
  ClientResponse,
  EncodedValue,
  Key,
  Member,
  Message,
  Millis,
  NodeId,
  ObjectRecord,
  Tick,
  Usage
} from '@halley/model'
import type { ClockOptions } from './clock.ts'

/** What a node says it has under way. */
export interface Load {
  readonly reads: number
  readonly writes: number
  readonly routes: number
  readonly questions: number
  readonly hints: number
  readonly turns: number
}

export type Happening =
  // the life of a node
  | { readonly type: 'started'; readonly actor: Actor; readonly clock: ClockOptions }
  | { readonly type: 'crashed'; readonly lostStores: number }
  /** It never comes back, nor does its disk. */
  | { readonly type: 'gone' }
  /** With a ring: it has left for good, and holds nothing. */
  | { readonly type: 'left' }
  /** With a ring: all that it knows of the members. */
  | { readonly type: 'members'; readonly members: readonly Member[] }
  | { readonly type: 'paused'; readonly ms: Millis }
  /** Its clock was set. */
  | { readonly type: 'clock'; readonly byMs: Millis; readonly clock: ClockOptions }
  /** The core threw: a bug by definition. */
  | { readonly type: 'threw'; readonly error: string }
  // clients; `call` names one request for the whole run
  | {
      readonly type: 'asked'
      readonly call: number
      readonly client: string
      readonly request: ClientRequest
    }
  | { readonly type: 'answered'; readonly call: number; readonly response: ClientResponse }
  // the network; `sent` is written by the sender, the others by the receiver
  | { readonly type: 'sent'; readonly to: NodeId; readonly message: Message }
  | { readonly type: 'received'; readonly from: NodeId; readonly message: Message }
  | { readonly type: 'dropped'; readonly from: NodeId; readonly message: Message; readonly why: string }
  | { readonly type: 'connected'; readonly peer: NodeId }
  | { readonly type: 'lost'; readonly peer: NodeId }
  /** One direction of a link stops or starts carrying messages. */
  | { readonly type: 'cut'; readonly to: NodeId }
  | { readonly type: 'healed'; readonly to: NodeId }
  // the disk
  | {
      readonly type: 'stored'
      readonly key: Key
      readonly record?: ObjectRecord
      readonly local?: EncodedValue | null
      /** Nothing of the copy is left. */
      readonly forgotten?: true
      readonly hints: readonly NodeId[]
      readonly unhints: readonly NodeId[]
    }
  | { readonly type: 'unstored'; readonly key: Key }
  | { readonly type: 'unloaded'; readonly key: Key }
  /** What the disk has of the key is damaged, and was not written anew so far. */
  | { readonly type: 'damaged'; readonly key: Key }
  // the overlay and the sandbox
  | { readonly type: 'located'; readonly key: Key; readonly list: readonly NodeId[]; readonly tookMs: Millis }
  | {
      readonly type: 'invoking'
      readonly turn: number
      readonly key: Key
      readonly event: string
      /** Of a timer. */
      readonly tick?: Tick
    }
  | {
      readonly type: 'invoked'
      readonly turn: number
      readonly key: Key
      readonly event: string
      readonly program: string
      readonly outcome: string
      /** Of a handler that has come to its end. */
      readonly usage?: Usage
    }
  /** A handler that waited is given up. */
  | { readonly type: 'given up'; readonly turn: number; readonly key: Key }
  // time: the deadline that was reached, by the node's own clock, and the one that it named next
  | { readonly type: 'ticked'; readonly now: Millis; readonly deadline: Millis; readonly next?: Millis }
  // the phases of a run, and what was there when it ended
  | { readonly type: 'phase'; readonly name: Phase }
  | { readonly type: 'holds'; readonly key: Key; readonly record: ObjectRecord }
  | { readonly type: 'keeps'; readonly home: NodeId; readonly keys: readonly Key[] }
  | { readonly type: 'load'; readonly load: Load }

/** How the reason begins when a message was dropped because it could not be decoded. */
export const MALFORMED = 'malformed: '

export type Phase = 'safety' | 'healed' | 'reading' | 'last look' | 'end'

/** One line of the trace; `node` is empty for what concerns the whole world. */
export type TraceEvent = { readonly at: Millis; readonly node: NodeId } & Happening

export class Trace {
  readonly events: TraceEvent[] = []
  readonly #now: () => Millis
  #listener: ((event: TraceEvent) => void) | undefined

  constructor(now: () => Millis) {
    this.#now = now
  }

  /** Writes down what has just happened. The trace keeps the object itself: one for each event. */
  add(node: NodeId, happening: Happening): void {
    const event: TraceEvent = Object.assign(happening, { at: this.#now(), node })
    if (this.#listener === undefined) this.events.push(event)
    else this.#listener(event)
  }

  /** From now on events are handed to `listener` and not kept: for runs that are too long to be kept. */
  listen(listener: (event: TraceEvent) => void): void {
    this.#listener = listener
  }
}
