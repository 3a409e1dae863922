// What operators ask a node: how it is, whom it knows, for whom it keeps copies, who is responsible for a key, and its metrics.
import type { FastifyInstance } from 'fastify'
import type { HalleyNode } from 'halley'
import type { Metrics } from './metrics.ts'
import { keyOf, readQuery } from './read-request.ts'

export function serveOperators(app: FastifyInstance, node: HalleyNode, metrics: Metrics): void {
  app.get('/v1/status', async () => node.status())

  app.get('/v1/peers', async () => ({ peers: node.peers() }))

  app.get('/v1/hints', async (request) => {
    readQuery(request, [])
    return node.hints()
  })

  app.get('/v1/lookup/:key', async (request) => {
    const key = keyOf(request)
    readQuery(request, [])
    return { key, nodes: await node.lookup(key) }
  })

  app.get('/healthz', async () => ({ status: 'ok', id: node.id }))

  app.get('/metrics', async (_, reply) => reply.type(metrics.contentType).send(await metrics.text()))
}
