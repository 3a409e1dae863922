// Every object and every handler that a page shows is code that nodes take: it loads, its handlers have names that are called, and none
// of them speaks of what there is not.
import assert from 'node:assert/strict'
import { globSync } from 'node:fs'
import { after, describe, it } from 'node:test'
import { createSandbox, type SandboxEvent } from '@halley/sandbox'
import { type Block, pageOf, ROOT } from './blocks.ts'

const PAGES = globSync(['README.md', 'docs/**/*.md', 'examples/*/README.md'], { cwd: ROOT }).sort()

const sandbox = await createSandbox({ workers: 0 })
after(() => sandbox.close())

/** What runs of a block, if it is about an object: all of it, or a handler alone. */
function objectIn({ language, text }: Block): string | undefined {
  if (language !== 'js' && language !== 'ts') return undefined
  // A program that has objects in texts of its own is no object.
  if (/^import /m.test(text)) return undefined
  if (/^export default \{/m.test(text)) return text
  const handler = /^\s*(?:async )?(?:on[A-Z]\w*|selectReplicas) ?\(/.test(text)
  return handler ? `export default {\n${text}\n}` : undefined
}

const CALLED = ['onPut', 'onUpdate', 'onGet', 'onTimer', 'onMerge', 'onDelete', 'selectReplicas']
const COMMON = { caller: { id: 'page' }, time: Date.UTC(2026, 0, 2), seed: 'page' }
const EVENTS: readonly SandboxEvent[] = [
  { ...COMMON, type: 'put' },
  { ...COMMON, type: 'update', incoming: { add: 'tea' } },
  { ...COMMON, type: 'get' },
  { ...COMMON, type: 'timer', timer: { name: 'tick', due: COMMON.time, missed: 0, on: 'primary' } },
  { ...COMMON, type: 'merge', siblings: [{ state: {}, version: 'page:1', writtenAt: 0 }] },
  { ...COMMON, type: 'delete' },
  { ...COMMON, type: 'select', neighbors: [{ id: 'page' }] }
]

const shown = PAGES.map((page) => ({
  page,
  objects: pageOf(page).blocks.flatMap((block) => {
    const code = objectIn(block)
    return code === undefined ? [] : [{ ...block, code }]
  })
})).filter(({ objects }) => objects.length > 0)

it('pages show objects', () => {
  assert.ok(shown.length >= 10, shown.map(({ page }) => page).join())
})

for (const { page, objects } of shown)
  describe(page, () => {
    for (const { section, text, code } of objects)
      it(`${section}: ${text.trim().split('\n')[0]}`, async () => {
        const loaded = await sandbox.invoke({ code, event: { ...COMMON, type: 'load' } })
        assert.ok(loaded.ok, loaded.ok ? '' : loaded.error.message)
        assert.ok(loaded.handlers !== undefined && loaded.handlers.length > 0)
        for (const name of loaded.handlers) assert.ok(CALLED.includes(name), `${name} is no handler`)
        for (const event of EVENTS) {
          const outcome = await sandbox.invoke({ code, event, state: loaded.state! })
          assert.doesNotMatch(outcome.ok ? '' : outcome.error.message, /ReferenceError/)
        }
      })
  })
