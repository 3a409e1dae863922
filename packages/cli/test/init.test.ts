import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import test from 'node:test'
import { fileURLToPath } from 'node:url'
import { captured, temporaryFolder } from './captured.ts'

const ROOT = fileURLToPath(new URL('../../../', import.meta.url))

test('init makes an object that runs, whose types are right, and whose test passes', async (t) => {
  const folder = join(await temporaryFolder(t), 'far', 'word-count')
  const made = await captured('init', folder)
  assert.equal(made.code, 0, made.err)
  assert.match(made.out, /halley try .*word-count\.aso\.ts --watch/)

  const tried = await captured('try', join(folder, 'word-count.aso.ts'), '--json')
  assert.deepEqual(JSON.parse(tried.out).reply, { total: 0, gets: 1 })

  // A runner inside a runner speaks to the outer one, unless it does not know of it.
  const { NODE_TEST_CONTEXT: _, ...env } = process.env
  const tested = spawnSync(process.execPath, ['--test'], { cwd: folder, encoding: 'utf8', env })
  assert.equal(tested.status, 0, tested.stdout + tested.stderr)
  assert.match(tested.stdout, /pass 3/)

  const tsc = join(ROOT, 'node_modules/typescript/bin/tsc')
  const checked = spawnSync(process.execPath, [tsc, '-p', folder], { cwd: folder, encoding: 'utf8' })
  assert.equal(checked.stdout, '')
})

test('its files are called after it, and nothing else is', async (t) => {
  const folder = join(await temporaryFolder(t), 'word-count')
  const { out } = await captured('init', folder, '--json')
  const { files } = JSON.parse(out)
  assert.deepEqual([...files, 'node_modules'].sort(), (await readdir(folder)).sort())
  const object = await readFile(join(folder, 'word-count.aso.ts'), 'utf8')
  assert.match(object, /interface WordCount \{/)
  assert.match(
    await readFile(join(folder, 'README.md'), 'utf8'),
    /halley put word-count --code word-count\.aso\.ts/
  )
  assert.doesNotMatch(await readFile(join(folder, 'word-count.test.ts'), 'utf8'), /'tally'|tally\.aso/)
})

test('the page that it makes says where its commands are for', async (t) => {
  const home = await temporaryFolder(t)
  const pageIn = async (folder: string) => {
    await captured('init', folder)
    return readFile(join(folder, 'README.md'), 'utf8')
  }
  const apart = await pageIn(join(home, 'apart'))
  assert.match(apart, /In this folder:\n\n {4}npx halley try apart\.aso\.ts --watch/)
  await mkdir(join(home, 'node_modules/@halley/testing'), { recursive: true })
  const within = await pageIn(join(home, 'objects/word-count'))
  assert.match(
    within,
    /In the folder of the checkout:\n\n {4}npx halley try objects\/word-count\/word-count\.aso\.ts --watch/
  )
  assert.match(within, /npx halley put word-count --code objects\/word-count\/word-count\.aso\.ts\n/)
})

test('what is there is left as it is', async (t) => {
  const folder = join(await temporaryFolder(t), 'mine')
  await mkdir(folder)
  await writeFile(join(folder, 'mine.aso.ts'), 'precious')
  const { code, err } = await captured('init', folder)
  assert.equal(code, 1)
  assert.match(err, /is there already; nothing was changed \(NAME_TAKEN\)$/)
  assert.deepEqual(await readdir(folder), ['mine.aso.ts'])
  assert.equal(await readFile(join(folder, 'mine.aso.ts'), 'utf8'), 'precious')
})

test('a name that could be no key and no file is wrong usage', async () => {
  for (const name of ['Word Count', '/', 'a.b', '-a'])
    assert.equal((await captured('init', name)).code, 2, name)
})
