// The guide, followed word for word: its commands in its order, the file changed as it says, and what it shows beside what is shown.
// Its one node serves at a port that is free, by HALLEY_HTTP and HALLEY_NODE, so that the words stay as they are. `npm ci` has been done.
import assert from 'node:assert/strict'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { commandsOf, comparable, pageOf } from './blocks.ts'
import { openCheckout } from './checkout.ts'

const guide = pageOf('docs/guide.md')
const SECTIONS = ['Make it', 'Try a handler', 'Test it in a network', 'Deploy it', 'Change it']

/** What the guide says in the middle of a sentence. */
function said(pattern: RegExp): string[] {
  const found = pattern.exec(guide.text.replace(/\s+/g, ' '))
  assert.ok(found !== null, `the guide does not say ${pattern}`)
  return found.slice(1)
}

test('every command of the guide is followed here', () => {
  const [first, ...others] = guide.blocks.filter(({ language }) => language === '')
  assert.equal(first?.text, 'npm ci\n')
  const commands = others.filter(({ text }) => text.startsWith('np')).map(({ section }) => section)
  assert.deepEqual([...new Set(commands)], SECTIONS)
})

test('the guide, word for word', async (t) => {
  const node: Record<string, string> = { HALLEY_HTTP: '127.0.0.1:0', NO_COLOR: '1' }
  const checkout = await openCheckout(t, node)
  const object = join(checkout.folder, 'examples/tally/tally.aso.ts')
  const outputs = new Map<string, string>()
  const follow = async (section: string): Promise<void> => {
    for (const command of commandsOf(guide, section)) {
      if (command.startsWith('npx halley start')) {
        const [, url] = await checkout.runOn(command, /HTTP +(http:\S+)/)
        node.HALLEY_NODE = url!
        continue
      }
      const { code, out, err } = await checkout.run(command)
      assert.equal(code, 0, `${command}\n${out}\n${err}`)
      outputs.set(command, out)
    }
  }
  const saidOf = (start: string): string =>
    [...outputs].findLast(([command]) => command.startsWith(start))?.[1] ?? assert.fail(`no ${start}`)

  await t.test('make it', () => follow('Make it'))

  await t.test('try a handler', async () => {
    await follow('Try a handler')
    const [shown] = guide.blocks.filter(({ text }) => text.startsWith('update of'))
    const update = `npx halley try examples/tally/tally.aso.ts --event update --incoming`
    assert.equal(comparable(outputs.get(`${update} '{"add": 2}'`)!), comparable(shown!.text))
    assert.match(outputs.get(`${update} '"nonsense"'`)!, /decision +refuse/)
    assert.match(saidOf('npx halley try'), /state +\{"counts":\{"b":5,"a":2\},"maker":""\}/)

    const [line, message] = said(/put `([^`]+)` before the first line of `onGet`, and you read `([^`]+)`/)
    const before = await readFile(object, 'utf8')
    await writeFile(object, before.replace(/onGet\(\) \{\n/, `$&    ${line}\n`))
    const { code, err } = await checkout.run('npx halley try examples/tally/tally.aso.ts')
    await writeFile(object, before)
    assert.equal(code, 1)
    assert.ok(err.includes(message!), err)
  })

  await t.test('test it in a network', async () => {
    await follow('Test it in a network')
    assert.match(saidOf('npx node --test'), /pass 3/)
  })

  await t.test('deploy it', async () => {
    await follow('Deploy it')
    const [total] = said(/`get` answers a total of (\d+)/)
    assert.match(saidOf('npx halley get'), new RegExp(`"total": ?${total}\\b`))
    assert.match(saidOf('npx halley inspect'), /sha256 [0-9a-f]{64}/)
    // Its state stays inside. Ids, hashes and times may have any digits.
    assert.doesNotMatch(saidOf('npx halley inspect'), /counts/)
  })

  await t.test('change it', async () => {
    const [change] = guide.blocks.filter(
      ({ section, language }) => section === 'Change it' && language === 'ts'
    )
    const before = await readFile(object, 'utf8')
    const changed = before.replace(/ {2}onGet\(\) \{\n.*?\n {2}\},\n/s, change!.text)
    assert.notEqual(changed, before)
    await writeFile(object, changed)
    await follow('Change it')
    assert.match(saidOf('npx halley get'), /"sum": ?42\b/)
    assert.match(saidOf('npx halley logs'), /asked by/)
    const { code, out } = await checkout.run('npx node --test examples/tally/tally.test.ts')
    assert.equal(code, 1, 'its test wants a total')
    assert.match(out, /total/)
    const [, hash] = /sha256 ([0-9a-f]{64})/.exec((await checkout.run('npx halley inspect tally')).out)!
    assert.equal((await checkout.run(`npx halley get tally --pin ${hash}`)).code, 0)
    const pinned = await checkout.run(`npx halley get tally --pin ${'0'.repeat(64)}`)
    assert.match(pinned.err, /PIN_MISMATCH/)
  })

  await t.test('in a folder of your own', async () => {
    const [command] = said(/`(npx halley init ~[^`]+)`/)
    const home = join(checkout.folder, 'home')
    const made = await checkout.run(`export HOME=${home}; ${command}`)
    assert.equal(made.code, 0, made.err)
    const tested = await checkout.run(
      `cd ${home}/somewhere/tally && npx halley try tally.aso.ts && npx node --test`
    )
    assert.equal(tested.code, 0, tested.out)
  })
})
