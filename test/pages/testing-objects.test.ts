// The first test that docs/testing-objects.md shows, saved as a file of a checkout and run.
import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { pageOf } from './blocks.ts'
import { openCheckout } from './checkout.ts'

test('the first test of the page passes as it stands', async (t) => {
  const [shown] = pageOf('docs/testing-objects.md').blocks
  assert.equal(shown?.language, 'js')
  const checkout = await openCheckout(t, {})
  await writeFile(join(checkout.folder, 'examples/first.test.mjs'), shown.text)
  const { code, out } = await checkout.run('npx node --test examples/first.test.mjs')
  assert.equal(code, 0, out)
  assert.match(out, /pass 1/)
})
