import assert from 'node:assert/strict'
import test, { type TestContext } from 'node:test'
import { startGateway } from '@halley/gateway'
import type { LogLine } from 'halley'
import { FakeNode } from '../../gateway/test/fake-node.ts'
import { captured, running } from './captured.ts'

/** A node whose log of every object is `lines`. */
async function logging(t: TestContext, lines: LogLine[]): Promise<string> {
  const node = new FakeNode()
  node.logging = (after) => ({ lines: lines.filter(({ seq }) => seq > after), lost: false })
  const gateway = await startGateway(node, { host: '127.0.0.1', port: 0 })
  t.after(() => gateway.stop())
  return gateway.url
}

const line = (seq: number, text: string, rest: object = {}): LogLine => ({
  seq,
  at: seq,
  event: 'get',
  text,
  ...rest
})

test('lines of several nodes are told in the order of time, and nothing in them speaks to the terminal', async (t) => {
  const first = await logging(t, [line(1, 'one'), line(3, 'three\u001b[2J\nhalley: four', { failed: true })])
  const second = await logging(t, [line(2, 'two', { event: 'timer' })])
  const { code, out, err } = await captured('logs', 'k', '--node', first, '--node', second)
  assert.equal(code, 0, err)
  assert.deepEqual(out.split('\n'), [
    '1970-01-01T00:00:00.001Z nodeA get    one',
    '1970-01-01T00:00:00.002Z nodeA timer  two',
    '1970-01-01T00:00:00.003Z nodeA get    failed: three\\u{1b}[2J\\nhalley: four'
  ])
})

test('one node needs no name, and --json has a line for each', async (t) => {
  const url = await logging(t, [line(1, 'one'), line(2, 'two')])
  assert.match((await captured('logs', 'k', '--node', url)).out, /^1970-\S+Z get {4}one\n/)
  const lines = (await captured('logs', 'k', '--node', url, '--json')).out
    .split('\n')
    .map((text) => JSON.parse(text))
  assert.deepEqual(lines, [
    { ...line(1, 'one'), node: 'nodeA' },
    { ...line(2, 'two'), node: 'nodeA' }
  ])
})

test('an empty log is said to be empty, but to machines', async (t) => {
  const url = await logging(t, [])
  assert.equal((await captured('logs', 'k', '--node', url)).out, 'nothing was logged for k here')
  assert.equal((await captured('logs', 'k', '--node', url, '--json')).out, '')
})

test('--follow tells what comes, once', async (t) => {
  const lines = [line(1, 'one')]
  const {
    says,
    child,
    ended,
    lines: printed
  } = running(t, ['logs', 'k', '--follow', '--node', await logging(t, lines)])
  await says('one')
  lines.push(line(2, 'two'))
  await says('two')
  lines.push(line(3, 'three'))
  await says('three')
  assert.equal(printed.length, 3)
  child.kill('SIGINT')
  await ended
})

test('a node that does not answer is a failure', async () => {
  const { code, err } = await captured('logs', 'k', '--node', 'http://127.0.0.1:1')
  assert.equal(code, 1)
  assert.match(err, /NODE_UNREACHABLE/)
})
