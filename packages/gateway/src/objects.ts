// /v1/objects/{key}: put, get, delete and inspect over HTTP. Answers carry the context as a header, and siblings in the body.
import { CODE_BYTES, type Dot, SIBLINGS, VALUE_BYTES } from '@halley/model'
import type { FastifyInstance, FastifyReply } from 'fastify'
import { type GetResult, type HalleyNode, type Inspection, showDot, toJson } from 'halley'
import { GatewayError } from './errors.ts'
import { CONTEXT_HEADER, keyOf, readAfter, readDelete, readGet, readPut, readQuery } from './read-request.ts'

export function serveObjects(app: FastifyInstance, node: HalleyNode): void {
  app.put('/v1/objects/:key', async (request, reply) => {
    const { context, ...written } = await node.put(keyOf(request), readPut(request))
    return withContext(reply, context).send(written)
  })

  app.get('/v1/objects/:key', async (request, reply) => {
    const key = keyOf(request)
    const result = await node.get(key, readGet(request))
    if (!result.found) throw notFound(key)
    withContext(reply, result.context)
    return result.siblings === undefined
      ? reply.send(oneBody(result))
      : reply.code(300).send(siblingsBody(result))
  })

  app.delete('/v1/objects/:key', async (request, reply) => {
    const key = keyOf(request)
    const { found, context, versions, usage, coordinator } = await node.delete(key, readDelete(request))
    if (!found) throw notFound(key)
    return withContext(reply, context).send({ versions, usage, coordinator })
  })

  app.get('/v1/objects/:key/inspect', async (request, reply) => {
    const key = keyOf(request)
    readQuery(request, [])
    const inspection = await node.inspect(key)
    if (inspection.versions.length === 0) throw notFound(key)
    return withContext(reply, inspection.context).send(inspectBody(inspection))
  })

  app.get('/v1/objects/:key/logs', async (request, reply) => {
    const key = keyOf(request)
    return reply.send({ node: node.id, ...node.logs(key, readAfter(request)) })
  })

  app.get('/v1/objects/:key/source', async (request, reply) => {
    const key = keyOf(request)
    readQuery(request, [])
    const sources = await node.source(key)
    if (sources.length === 0) throw notFound(key, 'with code ')
    return reply.send({ sources })
  })
}

function oneBody({ value, version, usage, coordinator }: GetResult): object {
  return { value: toJson(value ?? null), version, usage, coordinator }
}

function siblingsBody({ siblings, context, usage, coordinator }: GetResult): object {
  const all = siblings?.map(({ value, version }) => ({ value: toJson(value), version }))
  return { siblings: all, context, usage, coordinator }
}

function inspectBody({ versions, replicas, quorum, spent, coordinator }: Inspection): object {
  return {
    versions: versions.map(({ dot, ...version }) => ({ version: showDot(dot), ...version })),
    replicas: replicas.map((replica) => ({
      ...replica,
      ...(replica.versions === undefined
        ? {}
        : { versions: replica.versions.map((dot: Dot) => showDot(dot)) })
    })),
    quorum,
    spent,
    coordinator,
    limits: { stateBytes: VALUE_BYTES, codeBytes: CODE_BYTES, siblings: SIBLINGS }
  }
}

function withContext(reply: FastifyReply, context: string): FastifyReply {
  return reply.header(CONTEXT_HEADER, context)
}

function notFound(key: string, kind = ''): GatewayError {
  return new GatewayError('NOT_FOUND', `there is no object ${kind}under ${JSON.stringify(key)}`)
}
