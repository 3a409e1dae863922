// The page's drawings and tables.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type HopsRow, KINDS, OURS } from '../src/hops.ts'
import { bittorrentPart } from '../src/page/bittorrent-part.ts'
import { hopsPart } from '../src/page/hops-part.ts'
import { drawLines } from '../src/page/lines.ts'
import { count, table } from '../src/page/markdown.ts'
import { scalePart } from '../src/page/scale-part.ts'
import { soakPart } from '../src/page/time-parts.ts'

function drawn(): string {
  const points = [
    { x: 1, y: 10, least: 10, most: 100 },
    { x: 4, y: 1_000 }
  ]
  return drawLines({ title: 'a < b', x: 'in flight', y: 'each second', base: 2 }, [{ name: 'one', points }])
}

test('equal factors lie equally far apart', () => {
  const heights = [...drawn().matchAll(/<path d="M72 ([\d.]+)H584"/g)].map(([, y]) => Number(y))
  assert.deepEqual(heights, [352, 196, 40])
})

test('the points of a line lie where the scales say', () => {
  assert.match(drawn(), /<polyline points="72.0,352.0 584.0,40.0"/)
  assert.match(drawn(), /<path d="M72.0 352.0V196.0"/)
})

test('texts cannot break the drawing', () => {
  assert.match(drawn(), />a &lt; b</)
})

test('numbers have commas between thousands, and what is not known is a dash', () => {
  assert.deepEqual([1_234_567.25, 999, Number.NaN].map(count), ['1,234,567.25', '999', '–'])
})

test('a table has a row for each, and a bar in a text is no column', () => {
  assert.equal(
    table(['what', 'found'], [['a|b', 1_000]]),
    '| what | found |\n| --- | ---: |\n| a\\|b | 1,000 |'
  )
})

function hopsRow(kind: string, hops: number, rightHalf: number): HopsRow {
  const all = { p50: 1, p99: 2, mean: 1 }
  return {
    kind,
    nodes: 100_000,
    hops: { ...all, mean: hops },
    questions: all,
    nearestMs: all,
    ms: all,
    contacts: { mean: 1, most: 2 },
    rightFirst: 1,
    rightHalf,
    joinQuestions: 1
  }
}

test('the hops of what nodes run have a bar, and count only where they lead to the right nodes', () => {
  const reached = (rightHalf: number) => {
    const rows = KINDS.map(({ name }) => hopsRow(name, 4.6, rightHalf))
    const { bars, text } = hopsPart({ k: 20, lookups: 1_000, rows, shares: [{ nodes: 10, p99: 1, most: 2 }] })
    assert.match(text, new RegExp(`\\| 100,000 \\| 16.6 \\| ${OURS.name}`))
    return bars?.map(({ found, reached }) => [found, reached])
  }
  assert.deepEqual(reached(1), [['4.6', true]])
  assert.deepEqual(reached(0.1), [['4.6', 'does not find the nearest']])
})

test('costs that the platform does not tell are dashes, and are not drawn', () => {
  const blind = { cpuMs: null, networkBytes: null, diskBytes: null, cpuShare: null }
  const cost = { op: 'get', perSecond: 10, p50Ms: 1, failed: 3, ...blind } as const
  const known = { ...cost, cpuMs: 0.2 }
  const rows = [
    { at: 3, costs: [cost] },
    { at: 5, costs: [known] },
    { at: 10, costs: [known] }
  ]
  const result = { inFlight: 64, nodes: rows, copies: rows, objects: rows, valueBytes: rows }
  const { text, drawings } = scalePart(result)
  assert.match(text, /\| 3 \| get \| – \| – \| – \| 10 \| 1 \| – \| 3 \|/)
  assert.equal(drawings.length, 4)
  assert.equal([...(drawings[0]?.svg.matchAll(/<circle/g) ?? [])].length, 2)
})

test('a soak that grew misses its bar', () => {
  const verdict = { what: 'heap', mean: 50, rise: 0.1, limit: 0.05, isFlat: false }
  const perSecond = { passive: 100, active: 50 }
  const { bars } = soakPart({ nodes: 3, minutes: 30, perSecond, keys: 10, slices: [], verdicts: [verdict] })
  assert.deepEqual(bars, [
    { what: 'heap: rise in 30 minutes', bar: '≤ 5 %', found: '10.0 %', reached: false }
  ])
})

test('a gateway has a bar for announcements and one for questions', () => {
  const of = (median: number) => ({ median, least: median, most: median })
  const one = { inFlight: 1_000, p50Ms: 1, p99Ms: 2, lostShare: 0.001, answerBytes: 20, cpuUs: null }
  const { bars, text } = bittorrentPart({
    nodes: 3,
    swarms: 4,
    peers: 400,
    rounds: 5,
    seconds: 6,
    residentMb: 300,
    cases: [
      { ...one, what: 'announce', perSecond: of(12_000), faults: {} },
      { ...one, what: 'get_peers', perSecond: of(19_000), faults: { 'no peers': 7 } }
    ]
  })
  assert.deepEqual(
    bars?.map(({ reached }) => reached),
    [true, false]
  )
  assert.match(text, /\| get_peers \| 1,000 \| 19,000 .* \| 0.10 % \| 20 \| 7 no peers \|/)
})
