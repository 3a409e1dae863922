/** What an operator meets: wrong options, ports in use, and the table of options. */
import assert from 'node:assert/strict'
import { readdir, readFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { describe, it } from 'node:test'
import { NetworkError, type NetworkErrorCode } from '../src/errors.ts'
import { NETWORK_OPTIONS, tuned } from '../src/options.ts'
import { Recorder } from './recorder.ts'
import { startNode } from './world.ts'

const refused = (code: NetworkErrorCode, text: RegExp) => (error: unknown) => {
  assert.ok(error instanceof NetworkError, String(error))
  assert.equal(error.code, code)
  assert.match(error.message, text)
  assert.doesNotMatch(error.message, /\n/, 'one line')
  return true
}

describe('a node that cannot start says why', () => {
  it('the port is in use', async () => {
    const squatter = createServer()
    await new Promise<void>((resolve) => squatter.listen(0, '127.0.0.1', resolve))
    const { port } = squatter.address() as { port: number }
    const listen = ['/ip4/127.0.0.1/tcp/0', `/ip4/127.0.0.1/tcp/${port}`]
    await assert.rejects(
      startNode(new Recorder(), { listen }),
      refused('PORT_IN_USE', new RegExp(`127.0.0.1:${port} is already in use`))
    )
    await new Promise((resolve) => squatter.close(resolve))
  })

  it('the address is not ours', async () => {
    await assert.rejects(
      startNode(new Recorder(), { listen: ['/ip4/127.0.0.1/tcp/0', '/ip4/192.0.2.1/tcp/1'] }),
      refused('LISTEN_FAILED', /192\.0\.2\.1/)
    )
  })

  for (const address of [
    '',
    'localhost:4001',
    '/ip4/1.2.3.4',
    '/ip4/999.1.1.1/tcp/1',
    '/ip4/1.2.3.4/udp/1',
    '/tcp/1',
    '/ip4/127.0.0.1/tcp/1/p2p/garbage'
  ]) {
    it(`not a multiaddr: ${JSON.stringify(address)}`, async () => {
      await assert.rejects(
        startNode(new Recorder(), { bootstrap: [address] }),
        refused('BAD_MULTIADDR', /not a usable multiaddr/)
      )
    })
  }

  it('a key that is none', async () => {
    await assert.rejects(
      startNode(new Recorder(), { privateKey: new Uint8Array(3) }),
      refused('IDENTITY_INVALID', /private key/)
    )
  })

  it('an option out of bounds', () => {
    assert.throws(
      () => tuned({ redialMaxMs: 1 }),
      refused('BAD_OPTION', /redialMaxMs is 1; it must lie between 10 and/)
    )
    assert.throws(() => tuned({ maxFrameBytes: Number.NaN }), refused('BAD_OPTION', /maxFrameBytes/))
  })
})

describe('the table of options', () => {
  it('has defaults within bounds', () => {
    for (const row of Object.values(NETWORK_OPTIONS))
      assert.ok(row.min <= row.default && row.default <= row.max)
  })

  it('has no row that nobody reads', async () => {
    const source = new URL('../src/', import.meta.url)
    const files = (await readdir(source)).filter((file) => file !== 'options.ts')
    const code = (await Promise.all(files.map((file) => readFile(new URL(file, source), 'utf8')))).join('\n')
    for (const name of Object.keys(NETWORK_OPTIONS)) {
      assert.match(code, new RegExp(`(tuning|[tT]iming)\\.${name}\\b`), name)
    }
  })
})
