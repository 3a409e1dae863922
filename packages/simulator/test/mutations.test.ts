// The mutation check in short: every planted fault of the table can still be planted, and some are caught by the first
// seeds. The full check is `node packages/simulator/test/mutations/main.ts`.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { judge, occurrences } from './mutations/judge.ts'
import { MUTATIONS } from './mutations/table.ts'

/** Faults that few seeds are enough for; one or two of each core. */
const QUICK: readonly string[] = [
  'counts the write quorum one short',
  'says stored before it is',
  'drops a hint before the home has acknowledged',
  'forgets what it read first',
  'lets a put supersede what its client has not seen',
  'answers a context that covers what the client has not seen',
  'issues a dot twice',
  'shows what has expired'
]

const SEEDS = 120

test('the text that each mutation replaces is there once', () => {
  const strange = MUTATIONS.filter((mutation) => occurrences(mutation) !== 1)
  assert.deepEqual(
    strange.map(({ what, file }) => `${file}: ${what}`),
    []
  )
})

for (const mutation of MUTATIONS.filter(({ what }) => QUICK.includes(what))) {
  test(`a core that ${mutation.what} is caught`, async () => {
    const { check } = await judge({ mutation, from: 1, to: SEEDS })
    assert.notEqual(check, undefined, `${SEEDS} seeds passed`)
  })
}
