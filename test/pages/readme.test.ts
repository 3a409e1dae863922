// The README, followed: three nodes, an object, the same over HTTP and as a library. Its ports stand for free ones, its dots for the
// address that the first node shows.
import assert from 'node:assert/strict'
import { mkdir, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { test } from 'node:test'
import { commandsOf, pageOf } from './blocks.ts'
import { openCheckout } from './checkout.ts'

const readme = pageOf('README.md')
const SECTION = 'An object'

/** A port that nobody listens on. */
async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

test('the README, word for word', async (t) => {
  const ports = new Map<string, number>()
  for (const port of ['7070', '7071', '7072']) ports.set(port, await freePort())
  let address = ''
  const here = (text: string): string =>
    text
      .replace(/127\.0\.0\.1:(\d+)/g, (_, port: string) => `127.0.0.1:${ports.get(port)}`)
      .replaceAll('/ip4/127.0.0.1/tcp/…/p2p/…', address)
  const checkout = await openCheckout(t, { HALLEY_NODE: here('http://127.0.0.1:7070'), NO_COLOR: '1' })
  const outputs = new Map<string, string>()
  for (const command of commandsOf(readme, SECTION)) {
    if (command.startsWith('npx halley start')) {
      const [, shown] = await checkout.runOn(here(command), /listens on +(\S+)[\s\S]*Others join/)
      address ||= shown!
      continue
    }
    const { code, out, err } = await checkout.run(here(command))
    assert.equal(code, 0, `${command}\n${out}\n${err}`)
    outputs.set(command, out)
  }
  const saidOf = (start: string): string =>
    [...outputs].find(([command]) => command.startsWith(start))?.[1] ?? assert.fail(`no ${start}`)
  assert.match(saidOf('npx halley try'), /reply +\{"value":"Hello world!","gets":1\}/)
  assert.match(saidOf('npx halley get greeting'), /Hello world!/)
  assert.match(saidOf('npx halley inspect greeting'), /handlers +onGet/)
  assert.match(saidOf('curl -i'), /^halley-context: \S+/im)
  assert.match(saidOf('curl -i'), /"value": ?"blue"/)

  // As a library: in a folder of its own, where nobody else has `./a`.
  const [snippet] = readme.blocks.filter(({ language }) => language === 'ts')
  await mkdir(join(checkout.folder, 'own'))
  const shown = 'console.log(JSON.stringify([value, siblings]))'
  const text = here(snippet!.text).replace('await node.stop()', `${shown}\n$&`)
  await writeFile(join(checkout.folder, 'own/first.ts'), text)
  const ran = await checkout.run('export PATH=$PWD/node_modules/.bin:$PATH; cd own && node first.ts')
  assert.deepEqual([ran.code, ran.out.trim()], [0, '["green",null]'], ran.err)
})
