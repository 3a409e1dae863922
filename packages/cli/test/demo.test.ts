import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import test from 'node:test'
import { running } from './captured.ts'

function folders(): string[] {
  return readdirSync(tmpdir()).filter((name) => name.startsWith('halley-demo-'))
}

test('the demo tells its story, survives the kill, and leaves nothing behind', async (t) => {
  const before = folders()
  const demo = running(t, ['demo', '--once', '--json', '--nodes', '4'])
  const killed = JSON.parse(await demo.says('"killed"'))
  await demo.says('written while a node is down')
  await demo.says('"stopped"')
  assert.deepEqual(await demo.ended, { code: 0, signal: null })
  assert.equal(demo.complaints(), '')
  assert.match(killed.node, /^node \d$/)
  assert.deepEqual(folders(), before)
})

test('nodes do not outlive a demo that was killed outright', async (t) => {
  const before = folders()
  const demo = running(t, ['demo', '--json', '--nodes', '4'])
  await demo.says('"ready"')
  const pids = demo.lines
    .map((line) => JSON.parse(line))
    .flatMap(({ event, pid }) => (event === 'started' ? [pid] : []))
  assert.equal(pids.length, 4)
  const folder = folders().find((name) => !before.includes(name))
  t.after(() => spawnSync('rm', ['-rf', `${tmpdir()}/${folder}`]))
  demo.child.kill('SIGKILL')
  await demo.ended
  const allGone = (deadline: number): Promise<void> =>
    new Promise((resolve, reject) => {
      const look = () => {
        if (!pids.some(isAlive)) resolve()
        else if (performance.now() > deadline) reject(new Error('nodes are still there'))
        else setImmediate(look)
      }
      look()
    })
  await allGone(performance.now() + 10_000)
})

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false
    throw error
  }
}
