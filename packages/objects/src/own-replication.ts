// How an object says that it is replicated: by the property `replication` of its state, which is read whenever a version of it is made.
//
//   replication: { n: 5, r: 3, w: 3, lifetime: '8h', every: '1h' }      all of it optional
//
// N, R and W are the version's from then on, so that its copies move (replication/exchange). Its lifetime counts from the event that
// changed it; `every` is the interval of the timer `replicas`. Whatever is not said stays as it is, and so does all of it while
// the state says the same: a tick that changes something else does not make the object live longer.
//
// What is made by a merge is left alone: coordinators that merge the same versions have to make equal ones.
import {
  type Content,
  checkDuration,
  decodeValue,
  type Edit,
  type Failure,
  ModelError,
  parseDuration,
  parseQuorum,
  type Quorum,
  type Sibling,
  sameDot,
  type Value
} from '@halley/model'
import { mergedBy } from './merging.ts'
import type { ReplicationBounds } from './replication-bounds.ts'
import { SELECT_TIMER, SELECTS } from './selecting.ts'
import type { Scene, Step } from './step.ts'
import { arm } from './timers.ts'

type Commit = Step & { do: 'commit' }

/** The step with what the objects say of their replication, or the failure that they say what may not be. */
export function replicate(step: Commit, scene: Scene): Commit | { do: 'fail'; failure: Failure } {
  try {
    const edits = step.edits.map((edit) => replicated(edit, scene))
    if (edits.every((edit, at) => edit === step.edits[at])) return step
    return {
      ...step,
      edits,
      quorum: edits.findLast(({ content }) => content?.quorum)?.content?.quorum ?? step.quorum
    }
  } catch (error) {
    if (!(error instanceof ModelError)) throw error
    return { do: 'fail', failure: { code: error.code, message: error.message } }
  }
}

function replicated(edit: Edit, scene: Scene): Edit {
  const { content } = edit
  if (content?.kind !== 'value') return edit
  const { request, bounds, quorum } = scene
  if (request.op === 'put') checkCopies(content.quorum, bounds)
  if (content.code === undefined || isMade(content, scene)) return edit
  const before = scene.live.findLast(({ dot }) => edit.supersedes.some((gone) => sameDot(gone, dot)))
  if (before !== undefined && Buffer.compare(before.state, content.state) === 0) return edit
  const wish = wishOf(content)
  if (wish === undefined) return edit
  const own = ownQuorum(wish, content.quorum ?? quorum)
  checkCopies(own, bounds)
  return {
    ...edit,
    content: {
      ...content,
      ...(own === undefined ? {} : { quorum: own }),
      ...lifetime(wish, content, before, scene),
      ...interval(wish, content, scene)
    }
  }
}

function isMade({ state }: Content, scene: Scene): boolean {
  return mergedBy(scene).some((outcome) => outcome.ok && outcome.state === state)
}

type Wish = Readonly<Record<string, Value>>

// Most objects say nothing: the word is looked for before the state is decoded.
function wishOf({ state }: Content): Wish | undefined {
  if (!Buffer.from(state.buffer, state.byteOffset, state.length).includes(WORD)) return undefined
  const value: Value = decodeValue(state, 'the state')
  const wish = isWish(value) ? value[WORD] : undefined
  if (wish === undefined || wish === null) return undefined
  if (!isWish(wish))
    throw new ModelError(
      'QUORUM_INVALID',
      `${WORD} is no plain object; { n, r, w, lifetime, every } is allowed`
    )
  return wish
}

const WORD = 'replication'

function isWish(value: Value): value is Wish {
  return (
    typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array)
  )
}

function ownQuorum({ n, r, w }: Wish, base: Quorum): Quorum | undefined {
  return n === undefined && r === undefined && w === undefined ? undefined : parseQuorum({ n, r, w }, base)
}

function checkCopies(quorum: Quorum | undefined, { replicasAtMost }: ReplicationBounds): void {
  if (quorum === undefined || quorum.n <= replicasAtMost) return
  throw new ModelError('QUORUM_INVALID', `N is ${quorum.n}; this node allows at most ${replicasAtMost}`)
}

function lifetime(
  { lifetime }: Wish,
  { expiresAt }: Content,
  before: Sibling | undefined,
  { bounds, now }: Scene
): Pick<Content, 'expiresAt'> {
  if (lifetime === undefined) return {}
  const ms = between('lifetime', lifetime, bounds.lifetimeLeastMs, bounds.lifetimeMostMs)
  const isSame = before !== undefined && wishOf(before)?.lifetime === lifetime
  const at = isSame ? (before.expiresAt ?? expiresAt) : now + ms
  return at === undefined ? {} : { expiresAt: at }
}

function interval({ every }: Wish, { code, timers }: Content, scene: Scene): Pick<Content, 'timers'> {
  if (every === undefined || !code?.handlers.includes(SELECTS)) return {}
  const ms = between('every', every, scene.bounds.selectLeastMs, Number.POSITIVE_INFINITY)
  if (timers?.find(({ name }) => name === SELECT_TIMER)?.every === ms) return {}
  return arm(timers, [{ type: 'set', name: SELECT_TIMER, every: ms, on: 'replica' }], scene.setting)
}

function between(name: string, value: Value, least: number, most: number): number {
  const ms = typeof value === 'string' ? parseDuration(value) : checkDuration(Number(value))
  if (ms >= least && ms <= most) return ms
  const upTo = most === Number.POSITIVE_INFINITY ? '' : `, at most ${most} ms`
  throw new ModelError(
    'DURATION_INVALID',
    `${WORD}.${name} is ${ms} ms; at least ${least} ms${upTo} are allowed at this node`
  )
}
