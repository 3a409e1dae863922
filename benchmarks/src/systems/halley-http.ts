// Halley as a program, `halley start`, asked through its HTTP gateway by a client in another process. Values are texts, which
// is what JSON carries.
import { careful } from '../load/versions.ts'
import { startHalley } from './halley-program.ts'
import { askingAt } from './http.ts'
import { absent, type Start } from './system.ts'

export const start: Start = async ({ bootstrap, data }) => {
  const node = await startHalley(data, bootstrap)
  const ask = askingAt(node.http)
  const client = careful<string, unknown>({
    put: async (key, body, context) => {
      const headers = {
        'content-type': 'application/json',
        ...(context === undefined ? {} : { 'halley-context': context })
      }
      const answer = await ask('PUT', `/v1/objects/${key}`, body, headers)
      if (answer.status !== 200) throw refused(answer.status, answer.body)
      return answer.context
    },
    get: async (key) => {
      const { status, body, context } = await ask('GET', `/v1/objects/${key}`)
      if (status === 404) throw absent(key)
      if (status !== 200) throw refused(status, body)
      return { found: (JSON.parse(body) as { value: unknown }).value, context }
    }
  })
  return {
    addresses: node.addresses,
    processes: [node.pid],
    put: (key, value) => client.put(key, JSON.stringify({ value: Buffer.from(value).toString('latin1') })),
    get: async (key) => {
      const value = await client.get(key)
      return typeof value === 'string' ? Buffer.from(value, 'latin1') : value
    },
    putActive: (key, code) => client.put(key, JSON.stringify({ code })),
    stop: async () => {
      ask.close()
      await node.stop()
    }
  }
}

function refused(status: number, body: string): Error {
  const { error } = JSON.parse(body) as { error?: { code?: string } }
  return Object.assign(new Error(`HTTP ${status}: ${body}`), { code: error?.code ?? `HTTP_${status}` })
}
