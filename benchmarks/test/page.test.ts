// The page's drawings and tables.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { drawLines } from '../src/page/lines.ts'
import { count, table } from '../src/page/markdown.ts'

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
