// The figures that estimates rest on, from the results that are there.
import type { FootprintResult } from '../footprint.ts'
import { type HopsResult, OURS } from '../hops.ts'
import type { MaintenanceResult } from '../maintenance.ts'
import { readResult } from '../page/results.ts'
import type { ScaleResult } from '../scale.ts'
import { fit, type Line, type Measured } from './model.ts'

/** Networks from which on lookups grow by the logarithm. */
const LARGE = 1_000
/** Seen at a relay between two of the nodes' hosts: a question of 100 bytes, an answer with 20 nodes and their addresses. */
const QUESTION_BYTES = 1_250

interface TimersResult {
  readonly armed: { readonly ticks: number; readonly cpuMs: number; readonly idleCpuMs: number }
}

interface AntiEntropyResult {
  readonly exchanges: readonly { readonly differing: number; readonly bytes: number }[]
}

export interface Source {
  readonly suite: string
  readonly on: string
}

export function readMeasured(): { readonly measured: Measured; readonly sources: readonly Source[] } {
  const sources: Source[] = []
  const read = <Result>(suite: string): Result => {
    const found = readResult<Result>(suite)
    if (found === undefined) throw new Error(`there is no result of ${suite}: npm run bench -- ${suite}`)
    sources.push({ suite, on: found.at.slice(0, 10) })
    return found.result
  }
  const { objects, bytesPerObject, start } = read<FootprintResult>('footprint')
  const { nodes } = read<ScaleResult>('scale')
  const { rows } = read<MaintenanceResult>('maintenance')
  const hops = read<HopsResult>('hops')
  const { armed } = read<TimersResult>('timers')
  const { exchanges } = read<AntiEntropyResult>('anti-entropy')
  const lookups = hops.rows.filter(({ kind, nodes }) => kind === OURS.name && nodes >= LARGE)
  const measured: Measured = {
    objectMemory: bytesPerObject.anonymous,
    objectDisk: bytesPerObject.onDisk,
    // Until it answers a get: the index is read behind a start.
    objectStartMs: Math.max(0, start.all.answersMs - start.none.answersMs) / objects,
    get: costOf(nodes, 'get'),
    put: costOf(nodes, 'put'),
    tickMs: (armed.cpuMs - armed.idleCpuMs) / armed.ticks,
    rest: {
      bytes: rising(rows.map(({ nodes, bytesPerHour }) => ({ x: nodes - 1, y: bytesPerHour }))),
      residentMb: rising(rows.map(({ nodes, residentMb }) => ({ x: nodes - 1, y: residentMb })))
    },
    questions: fit(lookups.map(({ nodes, questions }) => ({ x: Math.log2(nodes), y: questions.mean }))),
    questionBytes: QUESTION_BYTES,
    exchangeBytes: exchanges.find(({ differing }) => differing === 0)?.bytes ?? Number.NaN
  }
  return { measured, sources }
}

/** What more peers cost is nothing at the least: where few networks were measured, chance may say otherwise. */
function rising(points: readonly { readonly x: number; readonly y: number }[]): Line {
  const line = fit(points)
  const mean = points.reduce((sum, { y }) => sum + y, 0) / points.length
  return line.each < 0 ? { base: mean, each: 0 } : line
}

/** In the largest network that was measured: there the one who asks is hardly ever a home. */
function costOf(rows: ScaleResult['nodes'], op: 'get' | 'put') {
  const [largest] = [...rows].sort((a, b) => b.at - a.at)
  const cost = largest?.costs.find((one) => one.op === op)
  if (cost?.cpuMs == null || cost.networkBytes == null)
    throw new Error('the result of scale does not tell what a request costs: run it where there is /proc')
  return { cpuMs: cost.cpuMs, bytes: cost.networkBytes }
}
