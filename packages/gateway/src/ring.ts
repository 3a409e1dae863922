// /v1/ring and /v1/leave: the ring as this node sees it, and leaving it for good.
//
//   POST /v1/leave  {}                    202: this node is leaving; GET /v1/ring says how far it is, and in the end it stops
//   POST /v1/leave  {"member": "12D3…"}   200: that member, which is gone for good, is removed
//
// A body is required, if only {}: a page in somebody's browser can make it send a POST without one to any address.
import { ModelError } from '@halley/model'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { HalleyError, type HalleyNode, type RingView } from 'halley'
import type { Body } from './bodies.ts'
import { readQuery } from './read-request.ts'
import { parseStrictJson } from './strict-json.ts'

export function serveRing(app: FastifyInstance, node: HalleyNode): void {
  app.get('/v1/ring', async (request) => {
    readQuery(request, [])
    return ringOf(node)
  })

  app.post('/v1/leave', async (request, reply) => {
    const { member } = readLeave(request)
    ringOf(node)
    if (member !== undefined && member !== node.id) {
      await node.leave(member)
      return { member }
    }
    await begun(node.leave())
    const { leaving } = ringOf(node)
    return reply.code(202).send({ member: node.id, leaving })
  })
}

function ringOf(node: HalleyNode): RingView {
  const ring = node.ring()
  if (ring !== undefined) return ring
  throw new HalleyError(
    'RING_ABSENT',
    'this node has no ring: it was not started with placement ring, and may just be stopped'
  )
}

/** Resolves when it is under way; rejects where it is refused, which shows at once. */
function begun(leaving: Promise<void>): Promise<void> {
  return Promise.race([leaving, new Promise<void>((resolve) => setImmediate(resolve))])
}

function readLeave(request: FastifyRequest): { readonly member?: string } {
  readQuery(request, [])
  const body = request.body as Body | undefined
  if (body?.type !== 'json')
    throw invalid('leaving needs a body: {} for this node, {"member": ID} for another')
  const json = parseStrictJson(body.text, 'the body')
  if (typeof json !== 'object' || json === null || Array.isArray(json))
    throw invalid('the body is JSON, but not an object')
  const { member, ...rest } = json as Record<string, unknown>
  const [unknown] = Object.keys(rest)
  if (unknown !== undefined)
    throw invalid(
      `the body has an unknown property ${JSON.stringify(unknown.slice(0, 100))}; allowed is member`
    )
  if (member === undefined) return {}
  if (typeof member !== 'string') throw invalid('"member" has to be text')
  return { member }
}

function invalid(message: string): ModelError {
  return new ModelError('REQUEST_INVALID', message)
}
