// A gateway over a fake node for one test, and two ways to talk to it: with HTTP, and with bytes of one's own.
import { request } from 'node:http'
import { connect } from 'node:net'
import type { TestContext } from 'node:test'
import { type Gateway, startGateway } from '../src/start.ts'
import { FakeNode } from './fake-node.ts'

export interface Served {
  readonly node: FakeNode
  readonly gateway: Gateway
  /** What the gateway reported as its own faults. */
  readonly faults: unknown[]
  ask(method: string, path: string, sent?: Sent): Promise<Got>
  /** Sends bytes, and resolves with all that came back when the gateway closed the connection. */
  raw(bytes: string): Promise<string>
}

export interface Sent {
  readonly headers?: Record<string, string>
  readonly body?: string | Buffer
}

export interface Got {
  readonly status: number
  readonly headers: Record<string, string | string[] | undefined>
  readonly text: string
  // biome-ignore lint/suspicious/noExplicitAny: tests look into JSON of every form
  readonly json: any
}

/** @param answers what the node shall answer from the start */
export async function served(
  t: TestContext,
  answers: Partial<Pick<FakeNode, 'ringing'>> = {},
  names: readonly string[] = []
): Promise<Served> {
  const node = Object.assign(new FakeNode(), answers)
  const faults: unknown[] = []
  const gateway = await startGateway(node, {
    host: '127.0.0.1',
    port: 0,
    names,
    onFault: (fault) => faults.push(fault)
  })
  t.after(() => gateway.stop())
  return {
    node,
    gateway,
    faults,
    ask: (method, path, sent) => ask(gateway.url, method, path, sent),
    raw: (bytes) => raw(gateway.url, bytes)
  }
}

// The path goes out as it is: no URL parser takes `..` or `%zz` for something else.
export function ask(
  url: string,
  method: string,
  path: string,
  { headers = {}, body }: Sent = {}
): Promise<Got> {
  const { hostname, port } = new URL(url)
  return new Promise((resolve, reject) => {
    const asking = request({ hostname, port, method, path, headers, agent: false }, (response) => {
      let text = ''
      response.setEncoding('utf8')
      response.on('data', (part: string) => {
        text += part
      })
      response.on('error', reject)
      response.on('end', () => {
        const json = response.headers['content-type']?.startsWith('application/json') && text !== ''
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          text,
          json: json ? JSON.parse(text) : undefined
        })
      })
    })
    asking.on('error', reject)
    asking.end(body)
  })
}

function raw(url: string, bytes: string): Promise<string> {
  const { hostname, port } = new URL(url)
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () => socket.write(bytes))
    let text = ''
    socket.setEncoding('utf8')
    socket.on('data', (part) => {
      text += part
    })
    socket.on('error', reject)
    socket.on('close', () => resolve(text))
  })
}

export const JSON_BODY = { 'content-type': 'application/json' }
export const CODE_BODY = { 'content-type': 'text/javascript' }
