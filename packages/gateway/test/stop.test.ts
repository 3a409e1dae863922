import assert from 'node:assert/strict'
import { Agent, request } from 'node:http'
import test from 'node:test'
import { startGateway } from '../src/start.ts'
import { FakeNode, GOT } from './fake-node.ts'
import { ask, served } from './served.ts'

test('a stop lets open requests finish and closes connections that are kept alive', async (t) => {
  const { node, gateway } = await served(t)
  let answer = (_: typeof GOT) => {}
  const asked = Promise.withResolvers<void>()
  node.getting = () => {
    asked.resolve()
    return new Promise((resolve) => {
      answer = resolve
    })
  }
  const agent = new Agent({ keepAlive: true })
  t.after(() => agent.destroy())
  const open = new Promise<{ status: number | undefined; connection: string | undefined }>(
    (resolve, reject) => {
      const asking = request(`${gateway.url}/v1/objects/k`, { agent }, (response) => {
        response.resume()
        response.on('end', () =>
          resolve({ status: response.statusCode, connection: response.headers.connection })
        )
      })
      asking.on('error', reject)
      asking.end()
    }
  )
  await asked.promise
  const stopped = gateway.stop()
  await assert.rejects(ask(gateway.url, 'GET', '/healthz'), { code: 'ECONNREFUSED' })
  answer(GOT)
  assert.deepEqual(await open, { status: 200, connection: 'close' })
  await stopped
  await gateway.stop()
})

test('an idle connection does not hold up a stop', async (t) => {
  const { gateway } = await served(t)
  const agent = new Agent({ keepAlive: true })
  t.after(() => agent.destroy())
  await new Promise<void>((resolve, reject) => {
    request(`${gateway.url}/healthz`, { agent }, (response) => {
      response.resume()
      response.on('end', resolve)
    })
      .on('error', reject)
      .end()
  })
  const before = performance.now()
  await gateway.stop()
  assert(performance.now() - before < 1_000)
})

test('a port in use, and an address that is not ours, are typed errors with the address', async (t) => {
  const { gateway } = await served(t)
  const port = Number(new URL(gateway.url).port)
  await assert.rejects(startGateway(new FakeNode(), { host: '127.0.0.1', port }), {
    code: 'PORT_IN_USE',
    details: { address: `127.0.0.1:${port}` }
  })
  await assert.rejects(startGateway(new FakeNode(), { host: '192.0.2.1', port: 0 }), {
    code: 'LISTEN_FAILED',
    details: { address: '192.0.2.1:0' }
  })
})
