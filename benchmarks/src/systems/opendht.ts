// OpenDHT's node program, `dhtnode`, asked through its REST proxy by a client in another process. Values live in memory, at up
// to 8 nodes. A put adds a value to the key; a get ends when all nodes near the key were asked.
import { createHash } from 'node:crypto'
import { freePort, startChild, whenItAnswers } from './child.ts'
import { askingAt } from './http.ts'
import { absent, type Start } from './system.ts'

/** A network of its own: nodes of others are not spoken to. */
const NETWORK = '7707'

export const start: Start = async ({ bootstrap }) => {
  const [port, proxy] = [String(await freePort()), String(await freePort())]
  const joins = bootstrap.flatMap((address) => ['-b', `127.0.0.1:${address}`])
  const words = ['-s', '--no-rate-limit', '-n', NETWORK, '-p', port, '--proxyserver', proxy, ...joins]
  const ask = askingAt(`http://127.0.0.1:${proxy}`)
  const [child] = await startChild('dhtnode', words, () => whenItAnswers(() => ask('GET', '/')))
  const pathOf = (key: string): string => `/${createHash('sha1').update(key).digest('hex')}`
  return {
    addresses: [port],
    processes: [child.pid],
    put: async (key, value) => {
      const body = JSON.stringify({ data: Buffer.from(value).toString('base64') })
      const { status } = await ask('POST', pathOf(key), body)
      if (status !== 200) throw Object.assign(new Error(`HTTP ${status}`), { code: `HTTP_${status}` })
    },
    get: async (key) => {
      const { body } = await ask('GET', pathOf(key))
      const [line = ''] = body.split('\n')
      if (line === '') throw absent(key)
      return Buffer.from((JSON.parse(line) as { data: string }).data, 'base64')
    },
    stop: async () => {
      ask.close()
      await child.stop()
    }
  }
}
