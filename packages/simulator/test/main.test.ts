// The command line: what it prints, and how it ends.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'

const MAIN = fileURLToPath(new URL('../src/main.ts', import.meta.url))

function run(...args: string[]): { status: number | null; lines: string[]; errors: string[] } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, ...args], { encoding: 'utf8' })
  return { status, lines: stdout.trimEnd().split('\n'), errors: stderr.trimEnd().split('\n') }
}

test('many seeds end with exactly one line', () => {
  const { status, lines } = run('--seeds', '1..3')
  assert.equal(status, 0)
  assert.deepEqual(lines, ['3 seeds, 0 failed'])
})

test('one seed prints a summary, and with --trace everything', () => {
  const { status, lines } = run('--seed', '1')
  assert.equal(status, 0)
  assert.match(lines.join('\n'), /^seed 1: \d nodes[\s\S]*trace [0-9a-f]{16}[\s\S]*all checks hold$/)
  assert.ok(run('--seed', '1', '--trace').lines.length > 1_000)
})

for (const args of [
  [],
  ['--seed', 'x'],
  ['--seeds', '5'],
  ['--seeds', '9..3'],
  ['--minutes', '-1'],
  ['--seed', '1', '--seeds', '1..2'],
  ['--what']
]) {
  test(`"${args.join(' ')}" is refused with one line`, () => {
    const { status, lines, errors } = run(...args)
    assert.equal(status, 2)
    assert.deepEqual(lines, [''])
    assert.equal(errors.length, 1)
  })
}
