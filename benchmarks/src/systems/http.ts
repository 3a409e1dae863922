// Requests over connections that stay open, as many as there are requests in flight.
import { Agent, request } from 'node:http'

export interface Answer {
  readonly status: number
  readonly context: string | undefined
  readonly body: string
}

export type Ask = (
  method: 'GET' | 'PUT' | 'POST',
  path: string,
  body?: string,
  headers?: Readonly<Record<string, string>>
) => Promise<Answer>

export function askingAt(url: string): Ask & { close(): void } {
  const agent = new Agent({ keepAlive: true, maxSockets: Number.POSITIVE_INFINITY })
  const { hostname, port } = new URL(url)
  const ask: Ask = (method, path, body, headers = {}) =>
    new Promise((resolve, reject) => {
      const options = { agent, hostname, port, method, path, headers: { ...lengthOf(body), ...headers } }
      const asked = request(options, (answer) => {
        const parts: Buffer[] = []
        answer.on('data', (part: Buffer) => parts.push(part))
        answer.on('error', reject)
        answer.on('end', () => {
          const context = answer.headers['halley-context']
          resolve({
            status: answer.statusCode ?? 0,
            context: typeof context === 'string' ? context : undefined,
            body: Buffer.concat(parts).toString()
          })
        })
      })
      asked.on('error', reject)
      asked.end(body)
    })
  return Object.assign(ask, { close: () => agent.destroy() })
}

function lengthOf(body: string | undefined): Record<string, string> {
  return body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) }
}
