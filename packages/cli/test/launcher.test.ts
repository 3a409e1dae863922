import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { appendFile, cp, mkdir, readdir, symlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import test, { type TestContext } from 'node:test'
import { fileURLToPath } from 'node:url'
import { GREETING, running, temporaryFolder } from './captured.ts'

const CHECKOUT = fileURLToPath(new URL('../../..', import.meta.url))

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

test('the program is built once, anew when a source changed, and what is built is small', async (t) => {
  const checkout = await copiedCheckout(t)
  const builds = join(checkout, 'node_modules/.cache/halley/program')
  const help = () => spawnSync(process.execPath, [join(checkout, 'packages/cli/bin/halley.js'), '--help'])
  for (const count of [1, 1]) {
    const { status, stderr } = help()
    assert.deepEqual([status, stderr.toString()], [0, ''])
    assert.equal((await readdir(builds)).length, count)
  }
  await appendFile(join(checkout, 'packages/cli/src/main.ts'), '\nprocess.stdout.write("changed")\n')
  assert.match(help().stdout.toString(), /changed/)
  assert.equal((await readdir(builds)).length, 2)
  for (const build of await readdir(builds))
    assert.ok((await readdir(join(builds, build))).length < 50, 'few files')
})

test('a program that cannot be built runs from its sources, and says why', async (t) => {
  const checkout = await copiedCheckout(t)
  const builds = join(checkout, 'node_modules/.cache/halley/program')
  await mkdir(dirname(builds), { recursive: true })
  await writeFile(builds, 'not a folder')
  const { status, stderr, stdout } = spawnSync(
    process.execPath,
    [join(checkout, 'packages/cli/bin/halley.js'), '--help'],
    { encoding: 'utf8' }
  )
  assert.equal(status, 0)
  assert.match(stdout, /^Usage: halley/)
  assert.match(
    stderr,
    /^halley: runs from its sources: .*not a directory|^halley: runs from its sources: EEXIST/
  )
})

/** The sources with the packages of this checkout, and no cache. */
async function copiedCheckout(t: TestContext): Promise<string> {
  const checkout = join(await temporaryFolder(t), 'checkout')
  for (const part of ['packages', 'sandbox', 'examples', 'package.json', 'package-lock.json'])
    await cp(join(CHECKOUT, part), join(checkout, part), { recursive: true })
  const modules = join(checkout, 'node_modules')
  await mkdir(join(modules, '@halley'), { recursive: true })
  for (const name of await readdir(join(CHECKOUT, 'node_modules'))) {
    if (name !== '@halley' && name !== 'halley' && name !== '.cache')
      await symlink(join(CHECKOUT, 'node_modules', name), join(modules, name))
  }
  for (const name of await readdir(join(checkout, 'packages')))
    await symlink(
      join(checkout, 'packages', name),
      join(modules, name === 'halley' ? name : `@halley/${name}`)
    )
  await symlink(join(checkout, 'sandbox'), join(modules, '@halley/sandbox'))
  return checkout
}
