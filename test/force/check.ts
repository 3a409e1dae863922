// The checkers: pure functions of what clients saw. Each names what must never be seen.
import { type Call, type History, type Shown, shownTo, tagOf, useOf } from './history.ts'

export interface Violation {
  readonly check: string
  readonly key: string
  readonly message: string
}

type Checker = (story: Story) => Violation[]

/** All that is wrong with a history, and with each key's part of it. */
export function check(history: History): Violation[] {
  const stories = storiesOf(history)
  return [...stories.values()].flatMap((story) => CHECKERS.flatMap((checker) => checker(story)))
}

/** A key's part of a history. */
interface Story {
  readonly key: string
  readonly calls: readonly Call[]
  readonly lastLook: readonly Call[]
  readonly history: History
  readonly byId: ReadonlyMap<number, Call>
}

// Nobody is shown what nobody wrote under that key, or what was not yet written.
const genuine: Checker = ({ key, calls, lastLook }) => {
  const writtenAt = new Map(
    calls.flatMap((call) => (tagOf(call) === undefined ? [] : [[tagOf(call), call.startedAt]]))
  )
  return [...calls, ...lastLook].flatMap((call) =>
    shownTo(call)
      .flatMap(({ tags }) => tags)
      .filter((tag) => (writtenAt.get(tag) ?? Number.POSITIVE_INFINITY) > call.endedAt)
      .map((tag) => violation('genuine', key, `call ${call.id} is shown ${tag}, which nobody had written`))
  )
}

// In the end all nodes answer, and all answer the same.
const agreed: Checker = ({ key, lastLook }) => {
  const answers = new Map<string, string>()
  for (const { node, answer } of lastLook) {
    const said =
      answer === undefined
        ? 'nothing'
        : !answer.ok
          ? answer.code
          : 'shown' in answer
            ? versionsOf(answer.shown)
            : ''
    answers.set(said, `${answers.get(said) ?? ''} ${node}`)
  }
  const failed = lastLook.some(({ answer }) => answer?.ok !== true)
  if (!failed && answers.size <= 1) return []
  const told = [...answers].map(([said, nodes]) => `${nodes.trim()}: ${said || 'no object'}`).join('; ')
  return [violation('agreed', key, failed ? `not every node answers: ${told}` : `the nodes differ: ${told}`)]
}

// What was acknowledged, or shown to somebody, can be read in the end, or was superseded by a write that had seen it and
// that can be read in its turn, or was superseded …, or by a delete that had seen it.
const kept: Checker = (story) => {
  const { key, calls, lastLook, history } = story
  const final = new Set(lastLook.flatMap(shownTo).flatMap(({ tags }) => tags))
  const shown = new Map<string, number>()
  for (const call of calls)
    for (const { tags } of shownTo(call)) for (const tag of tags) if (!shown.has(tag)) shown.set(tag, call.id)
  const safe = new Set(final)
  const violations: Violation[] = []
  // Whoever has seen a write began after it: from the last to the first, each write's successors are judged before it.
  const successors = successorsOf(story)
  for (const write of calls.toSorted((a, b) => b.startedAt - a.startedAt)) {
    const tag = tagOf(write)
    if (tag === undefined || write.op !== 'put') continue
    const followers = useOf(key) === 'set' ? [] : (successors.get(tag) ?? [])
    if (followers.some((by) => by.op === 'delete' || safe.has(tagOf(by) as string))) safe.add(tag)
    if (safe.has(tag)) continue
    const reader = shown.get(tag)
    if (write.answer?.ok === true)
      violations.push(
        violation('kept', key, `${tag}, acknowledged by call ${write.id} (${write.node}), is lost`)
      )
    else if (reader !== undefined && !history.damaged)
      violations.push(violation('kept', key, `${tag}, shown by call ${reader}, is lost`))
  }
  return violations
}

// A context supersedes what it covers: nobody is shown a write beside a version that the write's client had named.
const causal: Checker = (story) => {
  const { key, calls, lastLook } = story
  const replaced = new Map<string, { by: Call; versions: ReadonlySet<string> }>()
  for (const by of calls) {
    const tag = tagOf(by)
    const versions = namedBy(story, by)
    if (by.op === 'put' && tag !== undefined && versions.size > 0) replaced.set(tag, { by, versions })
  }
  return [...calls, ...lastLook].flatMap((call) => {
    const shown = shownTo(call)
    return shown.flatMap((one) => {
      const write = replaced.get(tagOf(one) as string)
      const back = write && shown.find(({ version }) => write.versions.has(version))
      if (write === undefined || back === undefined) return []
      const message = `call ${call.id} is shown ${back.version} beside call ${write.by.id}'s write, whose context covered it`
      return [violation('causal', key, message)]
    })
  })
}

// What a delete was acknowledged to have deleted is not seen again in the end.
const buried: Checker = (story) => {
  const { key, calls, lastLook } = story
  const final = new Map(
    lastLook.flatMap((call) => shownTo(call).map(({ version }) => [version, call.id] as const))
  )
  return calls.flatMap((call) => {
    if (call.op !== 'delete' || call.answer?.ok !== true) return []
    return [...namedBy(story, call)]
      .filter((version) => final.has(version))
      .map((version) =>
        violation(
          'buried',
          key,
          `call ${final.get(version)} is shown ${version}, which call ${call.id} had deleted`
        )
      )
  })
}

// While nothing is wrong, no read goes backwards: a set shows every tag that was acknowledged before it was asked.
const fresh: Checker = ({ key, calls, history }) => {
  if (useOf(key) !== 'set') return []
  return history.calm.flatMap(([from, to]) => {
    const during = calls.filter(({ startedAt, endedAt }) => startedAt >= from && endedAt < to)
    const writes = during.filter(({ op, answer }) => op === 'put' && answer?.ok === true)
    return during.flatMap((read) => {
      if (read.op !== 'get' || read.answer?.ok !== true) return []
      const seen = new Set(shownTo(read).flatMap(({ tags }) => tags))
      return writes
        .filter((write) => write.endedAt < read.startedAt && !seen.has(tagOf(write) as string))
        .map((write) =>
          violation(
            'fresh',
            key,
            `call ${read.id} is not shown ${tagOf(write)}, acknowledged before by call ${write.id}`
          )
        )
    })
  })
}

const CHECKERS: readonly Checker[] = [genuine, agreed, kept, causal, buried, fresh]

function storiesOf(history: History): Map<string, Story> {
  const byId = new Map(history.calls.map((call) => [call.id, call]))
  const stories = new Map<string, Story & { calls: Call[]; lastLook: Call[] }>()
  const of = (key: string) => {
    const story = stories.get(key) ?? { key, calls: [], lastLook: [], history, byId }
    stories.set(key, story)
    return story
  }
  for (const call of history.calls) of(call.key).calls.push(call)
  for (const call of history.lastLook) of(call.key).lastLook.push(call)
  return stories
}

/** The versions that the context of a write covers as far as its client can tell: those it was shown with that context. */
function namedBy({ byId }: Story, { basis }: Call): Set<string> {
  const source = basis === undefined ? undefined : byId.get(basis)
  return new Set(source === undefined ? [] : shownTo(source).map(({ version }) => version))
}

/** By tag, the puts and deletes whose clients had been shown it with the context they passed. */
function successorsOf({ calls, byId }: Story): Map<string, Call[]> {
  const successors = new Map<string, Call[]>()
  for (const call of calls) {
    const source = call.basis === undefined ? undefined : byId.get(call.basis)
    if (source === undefined || call.op === 'get') continue
    for (const tag of shownTo(source).flatMap(({ tags }) => tags))
      successors.set(tag, [...(successors.get(tag) ?? []), call])
  }
  return successors
}

function versionsOf(shown: readonly Shown[]): string {
  return shown
    .map(({ version }) => version)
    .sort()
    .join(' ')
}

function violation(name: string, key: string, message: string): Violation {
  return { check: name, key, message }
}
