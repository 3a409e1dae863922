// Every name that a node can count is counted by somebody, belongs to one part, and is told from the start.
import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'node:test'
import { createSandbox } from '@halley/sandbox'
import { COUNTERS, Counters, countInvocation } from '../src/counters.ts'
import { createCluster } from './memory-cluster.ts'

const PACKAGES = join(import.meta.dirname, '../..')

function sources(): string[] {
  return globSync('*/src/**/*.ts', { cwd: PACKAGES }).map((path) =>
    readFileSync(join(PACKAGES, path), 'utf8')
  )
}

test('every name is counted somewhere', () => {
  const all = sources().join('\n')
  const uncounted = Object.keys(COUNTERS).filter((name) => !all.includes(`'${name}'`))
  assert.deepEqual(uncounted, [])
})

test('no two parts count under the same name', () => {
  // What a BitTorrent gateway counts is no part of the node (packages/bittorrent/test/counts.test.ts).
  const tables = sources().filter(
    (source) => /_COUNTS = \{/.test(source) && !/BITTORRENT_COUNTS/.test(source)
  )
  const names = tables.flatMap((source) =>
    [...source.matchAll(/^ {2}([a-z]\w*):\s+'/gm)].map(([, name]) => name as string)
  )
  assert.deepEqual([...names].sort(), Object.keys(COUNTERS).sort())
})

test('a node tells all of them from the start', async (t) => {
  const sandbox = await createSandbox({ workers: 1 })
  t.after(() => sandbox.close())
  const cluster = createCluster(1, sandbox)
  t.after(() => cluster.stop())
  const { node, counters } = cluster.member(0)
  const told = { ...counters.all(), ...node.counts }
  assert.deepEqual(Object.keys(told).sort(), Object.keys(COUNTERS).sort())
  for (const [name, count] of Object.entries(told)) assert.ok(Number.isInteger(count), name)
})

test('handlers that fail are counted by the limit that they met', () => {
  const counters = new Counters()
  countInvocation(counters, 'get', undefined)
  countInvocation(counters, 'get', 'INSTRUCTIONS_EXCEEDED')
  countInvocation(counters, 'merge', 'HANDLER_THREW')
  countInvocation(counters, 'put', 'constructor')
  const counted = Object.entries(counters.all()).filter(([, count]) => count > 0)
  assert.deepEqual(Object.fromEntries(counted), {
    invocations: 4,
    mergeInvocations: 1,
    failedInvocations: 3,
    failedMerges: 1,
    overInstructions: 1,
    threw: 1
  })
})
