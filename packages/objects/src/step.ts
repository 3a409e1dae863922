// One event's life at its object is a sequence of steps: invocations, then one commit or answer. The next step is a
// pure function of what is known so far (the request, the object, the outcomes): put.ts, get.ts and delete.ts.
import {
  type Caller,
  type ClientRequest,
  type Code,
  type Content,
  covers,
  type Dot,
  dotsOfEquals,
  type Edit,
  type EncodedValue,
  type Failure,
  type Key,
  type Millis,
  NO_USAGE,
  type NodeId,
  type ObjectRecord,
  packLocal,
  type Quorum,
  type Reply,
  type Sibling,
  sameDot,
  type Ticks,
  type Timer,
  type Usage,
  type VersionVector,
  withDot
} from '@halley/model'
import type { Invocation, LateReply, Outcome, Yielded } from './invocation.ts'
import type { ReplicationBounds } from './replication-bounds.ts'
import { arm, type Setting } from './timers.ts'

/** Concurrent versions came together, and are to become one: an event that nobody asked for. */
interface MergeRequest {
  readonly op: 'merge'
  readonly key: Key
}

/** A timer of the object may be due at this node. */
export interface TickRequest {
  readonly op: 'tick'
  readonly key: Key
  readonly on: Timer['on']
}

/** The object is to choose who holds copies of it, from these nodes. */
export interface SelectRequest {
  readonly op: 'select'
  readonly key: Key
  readonly neighbors: readonly NodeId[]
}

/** What an event asks of its object. */
export type TurnRequest = ClientRequest | MergeRequest | TickRequest | SelectRequest

/** All that decides the next step. */
export interface Scene<Request extends TurnRequest = TurnRequest> {
  readonly request: Request
  readonly caller: Caller
  /** The object, reconciled from a quorum. */
  readonly record: ObjectRecord
  /** Its live versions, equal ones as one, in the order of their dots. */
  readonly live: readonly Sibling[]
  /** Live versions that onMerge made just now, and the versions that each stands for. */
  readonly made: ReadonlyMap<Sibling, readonly Dot[]>
  readonly local: EncodedValue | null
  /** Of timers at every replica: what this one has done. */
  readonly ticks: Ticks
  readonly setting: Setting
  /** What an object may say of its replication. */
  readonly bounds: ReplicationBounds
  readonly quorum: Quorum
  readonly now: Millis
  /** What randomness of this event follows; worked out when it is asked for, which most events never do. */
  readonly seed: () => string
  readonly outcomes: readonly Outcome[]
}

export type Step =
  | { readonly do: 'invoke'; readonly invocation: Invocation }
  /** Make these changes durable, then answer. No edits and no local state: answer at once. */
  | {
      readonly do: 'commit'
      readonly edits: readonly Edit[]
      readonly local?: EncodedValue | null
      /** Kept with `local`: the ticks of this replica, if other than before. */
      readonly ticks?: Ticks
      readonly quorum: Quorum
      /** The object is to choose who holds copies besides its homes, afterwards. */
      readonly selects?: true
      /** It has chosen. */
      readonly chosen?: readonly NodeId[]
      readonly answer: Answer
    }
  | { readonly do: 'fail'; readonly failure: Failure }

/** What to answer, given the record as committed and the dots of the edits' new versions in their order. */
export type Answer = (record: ObjectRecord, dots: readonly Dot[]) => Answered

export interface Answered {
  readonly context: VersionVector
  /** Of a put with a signature: whether it is an operator's. */
  readonly signed?: boolean
  readonly replies?: readonly Reply[]
  readonly dots?: readonly Dot[]
}

/**
 * The context that a client may pass on after its write: what it knew, and what it made. Where that would cover a
 * version that the client has never seen (a vector cannot name one event of an actor without the earlier ones), it
 * is only what it knew: the next put then makes a sibling too many, never one too few.
 */
export function contextAfter(
  known: VersionVector,
  record: ObjectRecord,
  dots: readonly Dot[]
): VersionVector {
  const context = dots.reduce(withDot, known)
  const unseen = record.siblings.some(
    ({ dot }) => covers(context, dot) && !covers(known, dot) && !dots.some((made) => sameDot(made, dot))
  )
  return unseen ? known : context
}

/** The sibling's handler for `event`, to be run next. */
export function invoke(
  scene: Scene,
  { source, hash, signature }: Omit<Code, 'handlers'>,
  event: Invocation['event'],
  parts: Partial<Invocation>
): Step {
  const { request, caller, now, seed, outcomes } = scene
  const before = outcomes.length
  const local = localAfter(scene)
  const invocation: Invocation = {
    key: request.key,
    source,
    hash,
    ...(signature === undefined ? {} : { signature }),
    event,
    caller,
    // A merge is given what is the same everywhere, and nothing else.
    ...(local === null || event === 'merge' ? {} : { local }),
    time: now,
    seed: () => `${seed()}/${before}`,
    ...parts
  }
  return { do: 'invoke', invocation }
}

/** Whether the sibling defines the handler. */
export function handles(sibling: Sibling, handler: string): boolean {
  return sibling.code?.handlers.includes(handler) ?? false
}

/** The replica's own state after the invocations so far. */
function localAfter({ local, outcomes }: Scene): EncodedValue | null {
  const last = outcomes.at(-1)
  return last?.ok === true ? last.local : local
}

/** `{ local }` where an invocation changed it. */
export function localChange(scene: Scene): { local?: EncodedValue } {
  const changed = scene.outcomes.some((outcome) => outcome.ok && outcome.localChanged)
  const local = localAfter(scene)
  return changed && local !== null ? { local } : {}
}

/**
 * What clients are told that the invocations spent together: sums, and the highest memory. Steps are rounded up to a power of two, at least STEPS_TOLD: native
 * code takes a few more or less as its data are, so that exact ones would tell how far a guess agrees with what it is compared with.
 */
export function toldUsage(outcomes: readonly Outcome[]): Usage {
  const usage = outcomes.reduce(
    (sum: Usage, { usage }) => ({
      instructions: sum.instructions + usage.instructions,
      steps: sum.steps + usage.steps,
      memory: Math.max(sum.memory, usage.memory)
    }),
    NO_USAGE
  )
  return usage.steps === 0
    ? usage
    : { ...usage, steps: Math.max(STEPS_TOLD, 2 ** Math.ceil(Math.log2(usage.steps))) }
}

/** Some 5 µs of native code: more than comparing any secret takes. */
const STEPS_TOLD = 1_024

/** What the invocations reply to earlier callers. */
export function repliesOf(outcomes: readonly Outcome[]): readonly LateReply[] {
  return outcomes.flatMap((outcome) => (outcome.ok ? (outcome.replies ?? []) : []))
}

/** The versions that stand and fall with a live one: its equals, or those that it was merged from. */
export function dotsOf({ record, made }: Pick<Scene, 'record' | 'made'>, sibling: Sibling): readonly Dot[] {
  return made.get(sibling) ?? dotsOfEquals(record.siblings, sibling)
}

/** The edit that a merge, or a handler's own changes to its object, make, if there are any. */
export function ownEdit(scene: Scene, sibling: Sibling, outcome: Yielded): Edit | undefined {
  if (!outcome.deleteSelf && !outcome.stateChanged && outcome.timers === undefined)
    return mergeEdit(scene, sibling)
  const supersedes = dotsOf(scene, sibling)
  if (outcome.deleteSelf) return { supersedes, content: tombstone(scene.now, sibling) }
  const { dot: _, timers, ...content } = sibling
  const armed = arm(timers, outcome.timers, scene.setting)
  return { supersedes, content: { ...content, ...armed, state: outcome.state, writtenAt: scene.now } }
}

/** The edit that keeps a version which onMerge made; nothing for another. */
export function mergeEdit({ made }: Scene, sibling: Sibling): Edit | undefined {
  const supersedes = made.get(sibling)
  if (supersedes === undefined) return undefined
  const { dot: _, ...content } = sibling
  return { supersedes, content }
}

/** The mark that `sibling` was deleted. */
export function tombstone(now: Millis, { quorum, born, owner }: Sibling): Content {
  return {
    kind: 'tombstone',
    state: new Uint8Array(0),
    born,
    ...(owner === undefined ? {} : { owner }),
    writtenAt: now,
    ...(quorum === undefined ? {} : { quorum })
  }
}

export function refused(handler: string): Step {
  return {
    do: 'fail',
    failure: { code: 'REFUSED', message: `the object refused: its ${handler} said no`, details: { handler } }
  }
}

/** The name of the life that begins with this event. */
export function bornFrom({ seed }: Scene): string {
  return seed().slice(0, BORN_DIGITS)
}

/** `local` of a commit, kept under a life of the object: its latest, or the one that begins where none was. */
export function packedLocal(
  { live, ticks: before }: Scene,
  edits: readonly Edit[],
  local: EncodedValue | null | undefined,
  ticks: Ticks = before
): { local?: Uint8Array | null } {
  if (local === undefined || local === null) return local === undefined ? {} : { local }
  const born = live.at(-1)?.born ?? edits.at(-1)?.content?.born
  return born === undefined ? {} : { local: packLocal(born, local, ticks) }
}

const BORN_DIGITS = 16
