// A few laps of the fuzzer with seeds that never change.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { FuzzerThread } from './thread.ts'

const thread = new FuzzerThread()
after(() => thread.close())

for (const seed of [1, 2, 3]) {
  test(`a lap with seed ${seed}`, async () => {
    const { failures, progress } = await thread.lap(seed)
    assert.deepEqual(failures, [])
    assert.ok(progress.executions > 100, `${progress.executions} invocations`)
  })
}
