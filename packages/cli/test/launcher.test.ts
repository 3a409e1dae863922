import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import test from 'node:test'
import { GREETING, running, temporaryFolder } from './captured.ts'

// An older Node, where the machine has one beside the one that runs the tests.
const OLD = ['/usr/bin/node', '/usr/local/bin/node'].find((file) => {
  const [major = 99, minor = 0] = spawnSync(file, ['-p', 'process.versions.node'], { encoding: 'utf8' })
    .stdout?.split('.')
    .map(Number) ?? [99]
  return major < 22 || (major === 22 && minor < 18)
})
const skip = OLD === undefined && 'no Node older than 22.18 here'

test('the launcher runs on a recent Node, and passes arguments and exit codes', async (t) => {
  assert.equal((await running(t, ['--help']).ended).code, 0)
  assert.equal((await running(t, ['get']).ended).code, 2)
  const failing = running(t, ['try', '/nowhere'])
  assert.equal((await failing.ended).code, 1)
  assert.match(failing.complaints(), /^halley: [^\n]+\n$/)
})

test('on an old Node it takes the one in node_modules', { skip }, async (t) => {
  assert.equal((await running(t, ['get'], OLD).ended).code, 2)
  const trying = running(t, ['try', GREETING], OLD)
  await trying.says('Hello world!')
  assert.equal((await trying.ended).code, 0)
  assert.equal(trying.complaints(), '')
})

test('on an old Node, signals reach the node, and its exit code comes back', { skip }, async (t) => {
  const args = ['start', '--data', join(await temporaryFolder(t), 'd'), '--http', '127.0.0.1:0', '--json']
  const node = running(t, args, OLD)
  await node.says('"started"')
  node.child.kill('SIGINT')
  assert.deepEqual(await node.ended, { code: 0, signal: null })
  await node.says('"stopped"')
})

test('on an old Node, a launcher killed outright takes the node with it', { skip }, async (t) => {
  const args = ['start', '--data', join(await temporaryFolder(t), 'd'), '--http', '127.0.0.1:0', '--json']
  const node = running(t, args, OLD)
  await node.says('"started"')
  node.child.kill('SIGKILL')
  // `close` comes when nobody holds the node's stdout any more.
  assert.deepEqual(await node.ended, { code: null, signal: 'SIGKILL' })
})

const noProc = process.platform !== 'linux' && 'this system does not tell the environment of a process'

test('a node whose code had to be compiled begins anew, once, as the same process', {
  skip: noProc
}, async (t) => {
  const folder = await temporaryFolder(t)
  const before = process.env.NODE_COMPILE_CACHE
  process.env.NODE_COMPILE_CACHE = join(folder, 'compiled')
  t.after(() => {
    if (before === undefined) delete process.env.NODE_COMPILE_CACHE
    else process.env.NODE_COMPILE_CACHE = before
  })
  for (const anew of [true, false]) {
    const node = running(t, ['start', '--data', join(folder, 'd'), '--http', '127.0.0.1:0', '--json'])
    await node.says('"started"')
    assert.equal((await readFile(`/proc/${node.child.pid}/environ`, 'utf8')).includes('HALLEY_ANEW=1'), anew)
    node.child.kill('SIGINT')
    assert.deepEqual(await node.ended, { code: 0, signal: null })
    await node.says('"stopped"')
    assert.equal(node.complaints(), '')
  }
})
