// A node's gateway: HTTP and JSON in front of a HalleyNode. It decides nothing about objects; it checks what comes, asks the
// node, and says what came of it in HTTP's words (statuses.ts).
//
//   const gateway = await startGateway(node, { host: '127.0.0.1', port: 7070 })
//   …
//   await gateway.stop()      // open requests finish; the node itself goes on
import type { AddressInfo } from 'node:net'
import type { FastifyInstance } from 'fastify'
import { HalleyError, type HalleyNode } from 'halley'
import { understandBodies } from './bodies.ts'
import { GatewayError } from './errors.ts'
import { failureOf } from './failures.ts'
import { GATEWAY_LIMITS } from './limits.ts'
import { createMetrics, type Figure, type Metrics } from './metrics.ts'
import { serveObjects } from './objects.ts'
import { serveOperators } from './operators.ts'
import { serveRepair } from './repair.ts'
import { serveRing } from './ring.ts'
import { methodsOf } from './routes.ts'
import { createServer } from './server.ts'
import { refuseStrangers } from './strangers.ts'

export interface GatewayOptions {
  /** Name or IP address to listen on. */
  readonly host: string
  /** TCP port; 0 takes a free one. */
  readonly port: number
  /** Names by which clients ask for this gateway, besides `host` and the addresses of this machine. Default: none. */
  readonly names?: readonly string[]
  /** Told of faults inside the gateway or the node, which clients only see as INTERNAL. Default: standard error. */
  readonly onFault?: (fault: unknown) => void
}

export interface Gateway {
  /** `http://127.0.0.1:7070` */
  readonly url: string
  /** Has `/metrics` tell these, too: what else the process counts. */
  show(figures: readonly Figure[]): void
  /** Takes no more requests, lets the open ones finish, and closes all connections. Idempotent. */
  stop(): Promise<void>
}

/** @throws GatewayError PORT_IN_USE, LISTEN_FAILED */
export async function startGateway(node: HalleyNode, options: GatewayOptions): Promise<Gateway> {
  const { host, port, names = [], onFault = (fault) => console.error('halley gateway:', fault) } = options
  const metrics = createMetrics(node)
  const app = createServer(onFault)
  const gate = { stopping: false }
  watch(app, gate, metrics)
  refuseStrangers(app, [host, ...names])
  understandBodies(app)
  answerErrors(app, onFault)
  serveObjects(app, node)
  serveOperators(app, node, metrics)
  serveRing(app, node)
  serveRepair(app, node)
  await listen(app, host, port)
  app.server.maxConnections = GATEWAY_LIMITS.connections

  let stopped: Promise<void> | undefined
  const stop = async () => {
    gate.stopping = true
    const patience = setTimeout(() => app.server.closeAllConnections(), GATEWAY_LIMITS.graceMs)
    await app.close()
    clearTimeout(patience)
  }
  return {
    url: urlOf(app.server.address() as AddressInfo),
    show: metrics.show,
    stop: () => {
      stopped ??= stop()
      return stopped
    }
  }
}

function watch(app: FastifyInstance, gate: { stopping: boolean }, metrics: Metrics): void {
  app.addHook('onRequest', async () => {
    if (gate.stopping) throw new HalleyError('STOPPING', 'this node is shutting down')
  })
  app.addHook('onSend', async (_, reply) => {
    // A connection kept alive would hold up the stop until it times out.
    if (gate.stopping) reply.header('connection', 'close')
  })
  app.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'unknown'
    metrics.answered(route, request.method, reply.statusCode, reply.elapsedTime / 1_000)
  })
}

function answerErrors(app: FastifyInstance, onFault: (fault: unknown) => void): void {
  app.setErrorHandler((error, _, reply) => {
    const { status, headers, body } = failureOf(error, onFault)
    return reply.code(status).headers(headers).type('application/json; charset=utf-8').send(body)
  })
  app.setNotFoundHandler((request, reply) => {
    const methods = methodsOf(request.url)
    if (methods.length === 0) {
      throw new GatewayError(
        'ROUTE_UNKNOWN',
        'no such path; objects are at /v1/objects/{key}, the key percent-encoded'
      )
    }
    reply.header('allow', methods.join(', '))
    const allowed = methods.join(', ')
    throw new GatewayError('METHOD_NOT_ALLOWED', `${request.method} is not for this path`, { allowed })
  })
}

async function listen(app: FastifyInstance, host: string, port: number): Promise<void> {
  try {
    await app.listen({ host, port })
  } catch (error) {
    await app.close()
    const { code } = error as NodeJS.ErrnoException
    const address = `${host}:${port}`
    if (code === 'EADDRINUSE') {
      throw new GatewayError('PORT_IN_USE', `the HTTP address ${address} is in use`, { address }, error)
    }
    const why = code === 'EACCES' ? 'no permission' : (error as Error).message
    throw new GatewayError('LISTEN_FAILED', `cannot serve HTTP on ${address}: ${why}`, { address }, error)
  }
}

function urlOf({ address, family, port }: AddressInfo): string {
  return `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`
}
