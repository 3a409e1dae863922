// A put. Over nothing, the new object's onPut decides. Over an object, the old one decides: each live version that
// defines onUpdate, for itself (as in Comet); for the others the client's context says what is superseded.
//
//   no live version:  [put]                    ──► store, or refuse; an update is not made
//   live versions:    [load] [update] [update] ──► the new object supersedes those that accepted it
//
// A version that onUpdate decided on was seen, so the result supersedes it even where the client sent no context.
import {
  type Code,
  type Content,
  covers,
  type Dot,
  type Edit,
  EMPTY_VECTOR,
  type EncodedValue,
  type Failure,
  HANDLER_CHARACTERS,
  HANDLERS,
  type PutRequest,
  type Sibling,
  sha256,
  showDot
} from '@halley/model'
import type { Outcome, Yielded } from './invocation.ts'
import { SELECTS } from './selecting.ts'
import { siblingsFull } from './siblings-full.ts'
import {
  type Answer,
  bornFrom,
  contextAfter,
  dotsOf,
  handles,
  invoke,
  localChange,
  ownEdit,
  refused,
  type Scene,
  type Step
} from './step.ts'
import { firstTimers } from './timers.ts'

export function putStep(scene: Scene<PutRequest>): Step {
  const failed = scene.outcomes.find((outcome) => !outcome.ok)
  if (failed !== undefined && !failed.ok) return { do: 'fail', failure: failed.failure }
  return scene.live.length === 0 ? createStep(scene) : updateStep(scene)
}

function createStep(scene: Scene<PutRequest>): Step {
  const { request, record } = scene
  if (request.update) return { do: 'fail', failure: NOTHING_THERE }
  const supersedes = record.siblings.map(({ dot }) => dot)
  // Whatever this replica kept for an earlier object of this name is not the new one's to see.
  const forgotten = supersedes.length === 0 ? {} : { local: null }
  if (request.code === undefined) {
    return commit(scene, [{ supersedes, content: contentOf(scene, passiveValue(request)) }], forgotten)
  }
  const outcome = yielded(scene.outcomes[0])
  if (outcome === undefined) return invoke(scene, codeOf(request, request.code), 'put', stateOf(request))
  const invalid = handlersInvalid(outcome)
  if (invalid !== undefined) return { do: 'fail', failure: invalid }
  if (outcome.decision === 'refuse') return refused('onPut')
  const local = outcome.localChanged ? { local: outcome.local } : forgotten
  return commit(scene, [{ supersedes, content: contentOf(scene, outcome.state, outcome) }], local)
}

function updateStep(scene: Scene<PutRequest>): Step {
  const { request, live } = scene
  const { code } = request
  const loaded = code === undefined ? undefined : yielded(scene.outcomes[0])
  if (code !== undefined && loaded === undefined)
    return invoke(scene, codeOf(request, code), 'load', stateOf(request))

  const invalid = loaded === undefined ? undefined : handlersInvalid(loaded)
  if (invalid !== undefined) return { do: 'fail', failure: invalid }
  const incoming = loaded?.state ?? passiveValue(request)
  const deciders = live.filter((sibling) => handles(sibling, 'onUpdate'))
  const decisions = scene.outcomes
    .slice(loaded === undefined ? 0 : 1)
    .map((outcome) => yielded(outcome) as Yielded)
  if (decisions.some(({ decision }) => decision === 'refuse')) return refused('onUpdate')
  const next = deciders[decisions.length]
  if (next?.code !== undefined) return invoke(scene, next.code, 'update', { state: next.state, incoming })

  return commit(scene, updateEdits(scene, deciders, decisions, incoming, loaded))
}

function updateEdits(
  scene: Scene<PutRequest>,
  deciders: readonly Sibling[],
  decisions: readonly Yielded[],
  incoming: EncodedValue,
  loaded: Yielded | undefined
): Edit[] {
  const accepted = decisions.find(({ decision }) => decision === 'accept')
  // Of several that keep themselves, changed by the put, the latest alone is rewritten: the put took effect once. Were
  // all rewritten, each of two coordinators that cannot hear each other would double the versions.
  const kept = deciders
    .flatMap((sibling, at) => {
      const outcome = decisions[at] as Yielded
      return outcome.decision === 'keep' ? (ownEdit(scene, sibling, outcome) ?? []) : []
    })
    .slice(-1)
  if (deciders.length > 0 && accepted === undefined) return kept
  const acceptors = deciders.filter((_, at) => decisions[at]?.decision === 'accept')
  const supersedes = supersededDots(scene, deciders, acceptors)
  return [...kept, { supersedes, content: contentOf(scene, accepted?.state ?? incoming, loaded) }]
}

// What is not live goes; what has an onUpdate goes if that accepted; the rest goes if the client had seen it. A version
// that `live` leaves out because it equals another stands and falls with its equal's decision, but not with its context.
function supersededDots(
  scene: Scene<PutRequest>,
  deciders: readonly Sibling[],
  acceptors: readonly Sibling[]
): Dot[] {
  const { record, request, live } = scene
  const context = request.context ?? EMPTY_VECTOR
  const representative = new Map(
    live.flatMap((sibling) => dotsOf(scene, sibling).map((dot) => [showDot(dot), sibling]))
  )
  const dots = record.siblings.map(({ dot }) => dot)
  return dots.filter((dot) => {
    const sibling = representative.get(showDot(dot))
    if (sibling === undefined) return true
    return deciders.includes(sibling) ? acceptors.includes(sibling) : covers(context, dot)
  })
}

function commit(
  scene: Scene<PutRequest>,
  edits: readonly Edit[],
  local: { local?: EncodedValue | null } = localChange(scene)
): Step {
  const full = siblingsFull(scene.record, edits)
  if (full !== undefined) return { do: 'fail', failure: full }
  const quorum = edits.at(-1)?.content?.quorum ?? scene.quorum
  const known = scene.request.context ?? EMPTY_VECTOR
  const signed = signedOf(scene)
  const answer: Answer = (record, dots) => ({ context: contextAfter(known, record, dots), dots, ...signed })
  const selects = edits.some(({ content }) => content !== undefined && isPlaced(scene, content))
  return { do: 'commit', edits, ...local, quorum, ...(selects ? { selects } : {}), answer }
}

/** Whether the put made or replaced an object that chooses who holds copies of it. */
function isPlaced({ request }: Scene<PutRequest>, { code }: Content): boolean {
  return request.code !== undefined && (code?.handlers.includes(SELECTS) ?? false)
}

function contentOf(scene: Scene<PutRequest>, state: EncodedValue, code?: Yielded): Content {
  const { request, now, live } = scene
  const { expiresAt } = request
  // An object keeps the replication that it was given once, until a put gives it another.
  const quorum = request.quorum ?? (live.at(-1) ?? scene.record.siblings.at(-1))?.quorum
  return {
    kind: 'value',
    ...(request.code === undefined || code === undefined
      ? {}
      : {
          code: { ...codeOf(request, request.code), handlers: code.handlers },
          ...firstTimers(code, request.code, scene.setting)
        }),
    state,
    ...(quorum === undefined ? {} : { quorum }),
    born: live.at(-1)?.born ?? bornFrom(scene),
    owner: scene.caller.id,
    writtenAt: now,
    ...(expiresAt === undefined ? {} : { expiresAt })
  }
}

// The code was looked at first, whether it was loaded or put.
function signedOf({ request, outcomes }: Scene<PutRequest>): { signed?: boolean } {
  return request.signature === undefined ? {} : { signed: yielded(outcomes[0])?.privileged === true }
}

function handlersInvalid({ handlers }: Yielded): Failure | undefined {
  const tooLong = handlers.find((name) => name.length > HANDLER_CHARACTERS)
  if (handlers.length <= HANDLERS && tooLong === undefined) return undefined
  const what =
    tooLong === undefined ? `${handlers.length} handlers` : `a handler named "${tooLong.slice(0, 80)}…"`
  const message = `the code defines ${what}; at most ${HANDLERS} methods may be named on…, with at most ${HANDLER_CHARACTERS} characters each`
  return { code: 'CODE_INVALID', message }
}

function codeOf({ signature }: PutRequest, source: string): Omit<Code, 'handlers'> {
  return { source, hash: sha256(source), ...(signature === undefined ? {} : { signature }) }
}

function stateOf({ value }: PutRequest): { state?: EncodedValue } {
  return value === undefined ? {} : { state: value }
}

// Checked when the turn began: a put without code has a value.
function passiveValue({ value }: PutRequest): EncodedValue {
  return value as EncodedValue
}

const NOTHING_THERE: Failure = {
  code: 'NOT_FOUND',
  message: 'there is no object under this key, and the put is an update: nothing was made'
}

function yielded(outcome: Outcome | undefined): Yielded | undefined {
  return outcome?.ok === true ? outcome : undefined
}
