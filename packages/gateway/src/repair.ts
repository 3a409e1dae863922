// /v1/repair: makes copies whole now, which happens by itself in time.
//
//   POST /v1/repair  {"key": "greeting"}    200: its homes were read, and sent what they lacked; says how many
//   POST /v1/repair  {"all": true}          202: everything is compared with all other homes, one exchange after the other
//
// A body is required: a page in somebody's browser can make it send a POST without one to any address.
import { ModelError, parseKey } from '@halley/model'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { HalleyNode } from 'halley'
import type { Body } from './bodies.ts'
import { readQuery } from './read-request.ts'
import { parseStrictJson } from './strict-json.ts'

export function serveRepair(app: FastifyInstance, node: HalleyNode): void {
  app.post('/v1/repair', async (request, reply) => {
    const { key } = readRepair(request)
    const report = await node.repair(key)
    return key === undefined ? reply.code(202).send(report) : { key, ...report }
  })
}

function readRepair(request: FastifyRequest): { readonly key?: string } {
  readQuery(request, [])
  const body = request.body as Body | undefined
  if (body?.type !== 'json') throw invalid('a repair needs a body: {"key": KEY}, or {"all": true}')
  const json = parseStrictJson(body.text, 'the body')
  if (typeof json !== 'object' || json === null || Array.isArray(json))
    throw invalid('the body is JSON, but not an object')
  const { key, all, ...rest } = json as Record<string, unknown>
  const [unknown] = Object.keys(rest)
  if (unknown !== undefined)
    throw invalid(
      `the body has an unknown property ${JSON.stringify(unknown.slice(0, 100))}; allowed are key and all`
    )
  if (all === true && key === undefined) return {}
  if (all !== undefined || key === undefined) throw invalid('say either {"key": KEY} or {"all": true}')
  return { key: parseKey(key) }
}

function invalid(message: string): ModelError {
  return new ModelError('REQUEST_INVALID', message)
}
