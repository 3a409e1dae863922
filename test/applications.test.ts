// The table of applications in the documents is what is counted, but for times.
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'
import { countApplications, DOCUMENT, show, withoutTimes } from '../benchmarks/src/applications.ts'

test('docs/applications.md is up to date; `npm run bench -- applications` writes its table anew', async () => {
  const documented = withoutTimes(await readFile(DOCUMENT, 'utf8'))
  assert.deepEqual(documented, withoutTimes(show(await countApplications())))
})
