// Every function that an object can reach, called with hostile receivers and arguments: each call ends typed, within its
// limits, the same way twice, and leaves nothing behind. `npm run fuzz -- --sweep` makes all calls instead of some.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { ExaminerThread } from './thread.ts'

const thread = new ExaminerThread()
after(() => thread.close())
const { functions } = await thread.world()

test('the world is as large as it should be', () => {
  assert.ok(functions.length > 500, `${functions.length} functions`)
  for (const name of ['eval', 'comet.remaining', 'Array.prototype.sort', '%arrayIterator%.__proto__.next']) {
    assert.ok(functions.includes(name), name)
  }
})

for (const [which, name] of functions.entries()) {
  test(name, async () => assert.deepEqual(await thread.sweep(which), []))
}
