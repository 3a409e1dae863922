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
  assert.equal(lines.length, 1)
  assert.match(lines[0] ?? '', /^3 seeds, \d+ requests, \d+ writes acknowledged, 0 failed$/)
})

test('one seed prints a summary, and with --trace everything', () => {
  const { status, lines } = run('--seed', '1')
  assert.equal(status, 0)
  assert.match(lines.join('\n'), /^seed 1: \d nodes[\s\S]*trace [0-9a-f]{16}[\s\S]*all checks hold$/)
  assert.ok(run('--seed', '1', '--trace').lines.length > 1_000)
})

test('a measurement answers with JSON', () => {
  const { status, lines } = run('--measure', 'partition', 'keys=50', 'written=10')
  assert.equal(status, 0)
  const figures = JSON.parse(lines.join('\n'))
  assert.equal(figures.measure, 'partition')
  assert.equal(figures.leftInTheEnd, 0)
})

test('a measurement that there is not is named, and so is a setting', () => {
  assert.match(run('--measure', 'weather').errors[0] ?? '', /no measurement "weather"; there are cart, churn/)
  assert.match(run('--measure', 'cart', 'sun=1').errors[0] ?? '', /cart takes runs, shared, not "sun"/)
  assert.equal(run('--measure', 'cart', 'sun=1').status, 2)
})

for (const args of [
  [],
  ['--seed', 'x'],
  ['--seeds', '5'],
  ['--seeds', '9..3'],
  ['--minutes', '-1'],
  ['--seed', '1', '--seeds', '1..2'],
  ['--what'],
  ['--plan', 'x', '--seed', '1'],
  ['--measure']
]) {
  test(`"${args.join(' ')}" is refused with one line`, () => {
    const { status, lines, errors } = run(...args)
    assert.equal(status, 2)
    assert.deepEqual(lines, [''])
    assert.equal(errors.length, 1)
  })
}
