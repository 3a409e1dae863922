// The README's snippets run, and print what it says they print.
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'

const FOLDER = join(import.meta.dirname, '..')
const FENCED = /^```(\w*)\n(.*?)^```$/gms

interface Fenced {
  readonly language: string | undefined
  readonly text: string
}

const blocks: Fenced[] = [...readFileSync(join(FOLDER, 'README.md'), 'utf8').matchAll(FENCED)].map(
  ([, language, text]) => ({ language, text: text! })
)

// Prints like somebody who saved the snippet as a file of the checkout and ran it.
function run(source: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = execFile(
      process.execPath,
      ['--disable-warning=ExperimentalWarning', '--input-type=module', '-'],
      { cwd: FOLDER, encoding: 'utf8' },
      (error, stdout, stderr) => (error === null ? resolve(stdout) : reject(new Error(stderr)))
    )
    child.stdin!.end(source)
  })
}

const trimmed = (text: string) => text.replace(/ +$/gm, '')

test('every snippet is followed by its output', () => {
  const shown = blocks.filter(({ language }) => language === 'js' || language === 'text')
  assert.ok(shown.length >= 8)
  shown.forEach(({ language }, index) => {
    assert.equal(language, index % 2 === 0 ? 'js' : 'text')
  })
})

blocks.forEach(({ language, text }, index) => {
  if (language !== 'js') return
  test(`snippet ${text.split('\n').find((line) => line.startsWith('const ')) ?? index}`, async () => {
    const output = blocks.slice(index).find((block) => block.language === 'text')!
    assert.equal(trimmed(await run(text)), output.text)
  })
})
