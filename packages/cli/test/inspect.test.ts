// What `halley inspect` shows of an object's timers: names, times, where they run.
import assert from 'node:assert/strict'
import test from 'node:test'
import { startGateway } from '@halley/gateway'
import { FakeNode, INSPECTED } from '../../gateway/test/fake-node.ts'
import { captured } from './captured.ts'

test('inspect shows when the timers are due, how often, and where', async (t) => {
  const node = new FakeNode()
  const due = Date.UTC(2027, 0, 2, 3, 4, 5)
  const timers = [
    { name: 'beat', due, every: 600_000, on: 'primary' },
    { name: 'once', due, on: 'primary' },
    { name: 'pulse', due, every: 60_000, on: 'replica' }
  ] as const
  const [version] = INSPECTED.versions
  assert.ok(version !== undefined)
  node.inspecting = async () => ({ ...INSPECTED, versions: [{ ...version, timers }] })
  const gateway = await startGateway(node, { host: '127.0.0.1', port: 0 })
  t.after(() => gateway.stop())
  const { out } = await captured('inspect', 'k', '--node', gateway.url)
  assert.match(out, /timer +beat: 2027-01-02T03:04:05.000Z, every 600,000 ms\n/)
  assert.match(out, /timer +once: 2027-01-02T03:04:05.000Z, once\n/)
  assert.match(out, /timer +pulse: .* every 60,000 ms, at each replica for itself, counted from there\n/)
  const json = JSON.parse((await captured('inspect', 'k', '--json', '--node', gateway.url)).out)
  assert.deepEqual(json.versions[0].timers, timers)
})

test('inspect shows what the handlers took and sent, the penalty, and for how long they are refused', async (t) => {
  const gateway = await startGateway(new FakeNode(), { host: '127.0.0.1', port: 0 })
  t.after(() => gateway.stop())
  const { out } = await captured('inspect', 'k', '--node', gateway.url)
  assert.match(
    out,
    /there it took +70 of 500,000 µs of CPU in the last minute \(a half, for overdoing it\)\n.*and sent +9 of 10 bytes in the last minute; refused for another 1 s/
  )
  assert.match(out, /calls left +3 of 20, of its owner 9 of 2,000\n/)
  assert.match(out, /room +takes up 300 bytes; all of its owner's there 4,000 of 10,000/)
})
