// What a round came to, in lines for people.
import type { Violation } from './check.ts'
import { type Call, shownTo } from './history.ts'
import type { Episode, Round } from './round.ts'

/** Violations that are told at length, with all that happened to their key. */
const TOLD = 5
const LINES = 80

export function summaryOf(rounds: readonly Round[]): string[] {
  const calls = rounds.flatMap(({ history }) => history.calls)
  const answered = calls.filter(({ answer }) => answer?.ok === true)
  const writes = answered.filter(({ op }) => op !== 'get').length
  const failures = new Map<string, number>()
  for (const call of calls) if (call.answer?.ok !== true) count(failures, failureOf(call))
  const episodes = rounds.flatMap((round) => round.episodes)
  return [
    `${calls.length} requests, ${answered.length} answered (${writes} writes acknowledged), ${calls.length - answered.length} failed`,
    ...[...failures].sort((a, b) => b[1] - a[1]).map(([code, many]) => `  ${many} ${code}`),
    `${episodes.length} faults; of the requests through nodes that were not struck themselves:`,
    ...available(rounds),
    `${rounds.reduce((sum, { violations }) => sum + violations.length, 0)} violations`
  ]
}

interface Tally {
  times: number
  asked: number
  readonly failed: Map<string, number>
  /** How long those took that were answered. */
  readonly ms: number[]
}

/** By fault: how many requests that were asked meanwhile, through nodes not struck, were answered, and how others failed. */
function available(rounds: readonly Round[]): string[] {
  const tallies = new Map<string, Tally>()
  for (const { history, episodes } of rounds)
    for (const episode of episodes) {
      const tally: Tally = tallies.get(episode.fault) ?? { times: 0, asked: 0, failed: new Map(), ms: [] }
      tallies.set(episode.fault, tally)
      tally.times++
      const asked = history.calls.filter((call) => isAsked(call, episode))
      tally.asked += asked.length
      for (const call of asked)
        if (isServed(call)) tally.ms.push(call.endedAt - call.startedAt)
        else count(tally.failed, failureOf(call))
    }
  return [...tallies].map(([fault, { times, asked, failed, ms }]) => {
    const sorted = ms.toSorted((a, b) => a - b)
    const at = (share: number): string => sorted[Math.floor(share * sorted.length)]?.toFixed(0) ?? ''
    const figures = `, ${((100 * ms.length) / asked).toFixed(1)} % (median ${at(0.5)} ms, 95 % within ${at(0.95)} ms)`
    const how = [...failed].map(([code, many]) => `; ${many} ${code}`).join('')
    return `  ${fault} (${times}): ${ms.length} of ${asked} answered${asked === 0 ? '' : figures}${how}`
  })
}

function count(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1)
}

function failureOf({ answer }: Call): string {
  return answer === undefined ? 'no answer' : answer.ok ? '' : answer.code
}

function isAsked({ node, startedAt }: Call, { out, from, to }: Episode): boolean {
  return startedAt >= from && startedAt < to && !out.includes(node)
}

/** Answered, be it that the object is not as the client thought. */
function isServed({ answer }: Call): boolean {
  return answer?.ok === true || (answer !== undefined && OF_THE_OBJECT.has(answer.code))
}

const OF_THE_OBJECT: ReadonlySet<string> = new Set(['NOT_FOUND', 'CONFLICT', 'SIBLINGS_FULL'])

/** The violations, and of the first some what happened to their keys. */
export function told({ history, violations, episodes }: Round): string[] {
  const start = history.calls[0]?.startedAt ?? 0
  const at = (ms: number): string => ((ms - start) / 1_000).toFixed(3)
  const keys = [...new Set(violations.map(({ key }) => key))].filter((key) => key !== '').slice(0, TOLD)
  return [
    ...violations.map(({ check, key, message }: Violation) => `${check} ${key}: ${message}`),
    ...episodes.map(({ fault, what, from, to }) => `${at(from)} to ${at(to)} ${fault}: ${what}`),
    ...keys.flatMap((key) => {
      const calls = [...history.calls, ...history.lastLook].filter((call) => call.key === key)
      const lines = calls.map((call) => `  ${at(call.startedAt)} to ${at(call.endedAt)} ${line(call)}`)
      const cut = lines.length > LINES ? [`  … ${lines.length - LINES} calls before`] : []
      return [`${key}:`, ...cut, ...lines.slice(-LINES)]
    })
  ]
}

function line(call: Call): string {
  const { id, client, node, op, tags, basis, answer } = call
  const asked = `#${id} ${client} ${node} ${op} ${tags?.at(-1) ?? ''}${basis === undefined ? '' : ` on #${basis}`}`
  if (answer === undefined) return `${asked} → no answer`
  if (!answer.ok) return `${asked} → ${answer.code}`
  const shown = shownTo(call).map(({ version, tags }) => `${version}=${tags.slice(-8).join(',')}`)
  return `${asked} → ${'shown' in answer ? shown.join(' | ') || 'nothing' : `made ${answer.versions.join(' ')}`}`
}
