// A handful of seeds, with and without faults; many more run with `npm run sim`.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { digest, failure } from '../src/report.ts'
import { runSeed } from '../src/run.ts'

for (const fair of [true, false]) {
  test(fair ? 'in a fair world all checks hold' : 'with faults all checks hold', () => {
    for (let seed = 1; seed <= 10; seed++) {
      const result = runSeed(String(seed), { fair })
      assert.equal(result.violations.length, 0, failure(digest(result), fair))
    }
  })
}
