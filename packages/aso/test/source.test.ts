import assert from 'node:assert/strict'
import { it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { readObject, SourceError, scriptOf } from '../src/index.ts'

const TYPED = `import type { ActiveObject } from '@halley/aso'
interface Own { n: number }
export default {
  n: 1 as number,
  onGet(): number { return this.n }
} satisfies ActiveObject<Own>
`

it('types are blanked out, and everything else stays where it was', async () => {
  const script = scriptOf(TYPED, 'counter.aso.ts')
  assert.equal(script.length, TYPED.length)
  for (const word of ['export default', 'n: 1', 'onGet', 'return this.n'])
    assert.equal(script.indexOf(word), TYPED.indexOf(word))
  const { default: object } = await import(`data:text/javascript,${encodeURIComponent(script)}`)
  assert.equal(object.onGet(), 1)
})

it('JavaScript is left alone, whatever is in it', () => {
  assert.equal(scriptOf(TYPED, 'counter.aso.js'), TYPED)
})

it('nothing is said aloud', (t) => {
  const warned = t.mock.method(process, 'emitWarning')
  scriptOf(TYPED, 'counter.ts')
  assert.equal(warned.mock.callCount(), 0)
})

const BROKEN: readonly (readonly [text: string, line: number, column: number, says: RegExp])[] = [
  ['export default {\n  a: 1 as\n}', 3, 1, /^x\.ts:3:1: Unexpected token/],
  ['const a = 1\n  enum Colour { Red }\nexport default { a }', 2, 3, /^x\.ts:2:3: .*enum is not supported/]
]

it('what cannot be stripped is said with its place', () => {
  for (const [text, line, column, says] of BROKEN) {
    assert.throws(
      () => scriptOf(text, '/somewhere/x.ts'),
      (error) => {
        assert(error instanceof SourceError)
        assert.deepEqual([error.code, error.line, error.column], ['CODE_INVALID', line, column])
        assert.match(error.message, says)
        return true
      }
    )
  }
})

it('a file is read by its name or its address', async () => {
  const url = new URL('./good.aso.ts', import.meta.url)
  const script = await readObject(url)
  assert.equal(await readObject(fileURLToPath(url)), script)
  assert.doesNotMatch(script, /satisfies|interface/)
  await assert.rejects(readObject('/nowhere/x.aso.ts'), { code: 'FILE_UNREADABLE' })
})
