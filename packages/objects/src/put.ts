// A put. Over nothing, the new object's onPut decides. Over an object, the old one decides: each live version that
// defines onUpdate, for itself (Comet, section 3.1); for the others the client's context says what is superseded.
//
//   no live version:  [put]                    ──► store, or refuse
//   live versions:    [load] [update] [update] ──► the new object supersedes those that accepted it
//
// A version that onUpdate decided on was seen, so the result supersedes it even where the client sent no context.
import {
  type Content,
  covers,
  dotsOfEquals,
  type Edit,
  EMPTY_VECTOR,
  type EncodedValue,
  type PutRequest,
  SIBLINGS,
  type Sibling,
  sha256
} from '@halley/model'
import type { Outcome, Yielded } from './invocation.ts'
import {
  type Answer,
  contextAfter,
  handles,
  invoke,
  localChange,
  ownEdit,
  refused,
  type Scene,
  type Step
} from './step.ts'

export function putStep(scene: Scene<PutRequest>): Step {
  const failed = scene.outcomes.find((outcome) => !outcome.ok)
  if (failed !== undefined && !failed.ok) return { do: 'fail', failure: failed.failure }
  return scene.live.length === 0 ? createStep(scene) : updateStep(scene)
}

function createStep(scene: Scene<PutRequest>): Step {
  const { request, record } = scene
  const supersedes = record.siblings.map(({ dot }) => dot)
  if (request.code === undefined) {
    return commit(scene, [{ supersedes, content: contentOf(scene, passiveValue(request)) }])
  }
  const outcome = yielded(scene.outcomes[0])
  if (outcome === undefined) return invoke(scene, codeOf(request.code), 'put', stateOf(request))
  if (outcome.decision === 'refuse') return refused('onPut')
  return commit(scene, [{ supersedes, content: contentOf(scene, outcome.state, outcome) }])
}

function updateStep(scene: Scene<PutRequest>): Step {
  const { request, live } = scene
  const { code } = request
  const loaded = code === undefined ? undefined : yielded(scene.outcomes[0])
  if (code !== undefined && loaded === undefined) return invoke(scene, codeOf(code), 'load', stateOf(request))

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
  const { record, request, live } = scene
  const context = request.context ?? EMPTY_VECTOR
  const accepted = decisions.find(({ decision }) => decision === 'accept')
  const kept = deciders.flatMap((sibling, at) => {
    const outcome = decisions[at] as Yielded
    return outcome.decision === 'keep' ? (ownEdit(scene, sibling, outcome) ?? []) : []
  })
  if (deciders.length > 0 && accepted === undefined) return kept

  const acceptors = deciders.filter((_, at) => decisions[at]?.decision === 'accept')
  const keepers = new Set(
    deciders
      .filter((sibling) => !acceptors.includes(sibling))
      .flatMap(({ dot }) => `${dot.actor}:${dot.counter}`)
  )
  const supersedes = record.siblings
    .filter((sibling) => {
      if (keepers.has(`${sibling.dot.actor}:${sibling.dot.counter}`)) return false
      return !live.includes(sibling) || covers(context, sibling.dot)
    })
    .map(({ dot }) => dot)
  const content = contentOf(scene, accepted?.state ?? incoming, loaded)
  return [
    ...kept,
    {
      supersedes: [...supersedes, ...acceptors.flatMap((sibling) => dotsOfEquals(record.siblings, sibling))],
      content
    }
  ]
}

function commit(scene: Scene<PutRequest>, edits: readonly Edit[]): Step {
  const gone = edits.reduce((sum, { supersedes }) => sum + supersedes.length, 0)
  const left = scene.record.siblings.length - gone + edits.length
  if (left > SIBLINGS) {
    const message = `the object has ${scene.live.length} concurrent versions, ${SIBLINGS} are allowed; get it, and put with the context that the get answers`
    return {
      do: 'fail',
      failure: { code: 'SIBLINGS_FULL', message, details: { used: scene.live.length, allowed: SIBLINGS } }
    }
  }
  const quorum = edits.at(-1)?.content?.quorum ?? scene.quorum
  const known = scene.request.context ?? EMPTY_VECTOR
  const answer: Answer = (record, dots) => ({ context: contextAfter(known, record, dots), dots })
  return { do: 'commit', edits, ...localChange(scene), quorum, answer }
}

function contentOf(scene: Scene<PutRequest>, state: EncodedValue, code?: Yielded): Content {
  const { request, now } = scene
  const { quorum, expiresAt } = request
  return {
    kind: 'value',
    ...(request.code === undefined || code === undefined
      ? {}
      : { code: { ...codeOf(request.code), handlers: code.handlers } }),
    state,
    ...(quorum === undefined ? {} : { quorum }),
    writtenAt: now,
    ...(expiresAt === undefined ? {} : { expiresAt })
  }
}

function codeOf(source: string): { source: string; hash: string } {
  return { source, hash: sha256(source) }
}

function stateOf({ value }: PutRequest): { state?: EncodedValue } {
  return value === undefined ? {} : { state: value }
}

// Checked when the turn began: a put without code has a value.
function passiveValue({ value }: PutRequest): EncodedValue {
  return value as EncodedValue
}

function yielded(outcome: Outcome | undefined): Yielded | undefined {
  return outcome?.ok === true ? outcome : undefined
}
