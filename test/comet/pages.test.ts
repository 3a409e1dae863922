// The pages of docs/objects/ name the tests that hold what they say: each is there, by its name.
import assert from 'node:assert/strict'
import { readdir, readFile } from 'node:fs/promises'
import { test } from 'node:test'
import { createTestNetwork } from '@halley/testing'

const PAGES = new URL('../../docs/objects/', import.meta.url)
const ROW = /^\| .+ \| \[[^\]]+\]\(([^)]+\.ts)\): (.+) \|$/gm

for (const page of (await readdir(PAGES)).filter((name) => name.endsWith('.md'))) {
  test(`the tests that ${page} names are there`, async () => {
    const text = await readFile(new URL(page, PAGES), 'utf8')
    const rows = [...text.matchAll(ROW)]
    const [, foot = ''] = text.split('| held by | test |\n')
    assert.equal(rows.length, foot.split('\n').filter((line) => line.startsWith('| ')).length - 1)
    assert.ok(rows.length > 0)
    for (const [, path = '', name = ''] of rows) {
      const source = await readFile(new URL(path, PAGES), 'utf8')
      const quoted = [`'${name}'`, `"${name}"`, `\`${name}\``]
      assert.ok(
        quoted.some((way) => source.includes(`(${way},`) || source.includes(`  ${way},`)),
        `${path}: ${name}`
      )
    }
  })
}

test('the objects that the pages show can be put', async () => {
  await using network = await createTestNetwork({ nodes: 3 })
  const [node] = network.nodes
  let shown = 0
  for (const page of ['../objects.md', ...(await readdir(PAGES))]) {
    const text = await readFile(new URL(page, PAGES), 'utf8')
    for (const [, code = ''] of text.matchAll(/^```js\n(.*?)^```$/gms)) {
      if (!/^export default \{/m.test(code)) continue
      await node?.put(`${page} ${++shown}`, { code, value: { maker: 'somebody' } })
    }
  }
  assert.ok(shown >= 8, `${shown} objects`)
})
