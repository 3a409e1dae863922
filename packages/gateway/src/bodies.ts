// Which bodies are understood, and their text. Handler code may come as it is; everything else is JSON.
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { GatewayError } from './errors.ts'

/** A body: its text, and what the text is. An empty body is no body. */
export interface Body {
  readonly type: 'json' | 'code'
  readonly text: string
}

const TYPES = {
  'application/json': 'json',
  'text/javascript': 'code',
  'application/javascript': 'code'
} as const

export function understandBodies(app: FastifyInstance): void {
  app.removeAllContentTypeParsers()
  for (const [contentType, type] of Object.entries(TYPES)) {
    app.addContentTypeParser(
      contentType,
      { parseAs: 'buffer' },
      async (request: FastifyRequest, bytes: Buffer) =>
        bytes.length === 0 ? undefined : ({ type, text: textOf(request, bytes) } satisfies Body)
    )
  }
}

function textOf(request: FastifyRequest, bytes: Buffer): string {
  const encoding = request.headers['content-encoding'] ?? 'identity'
  if (encoding !== 'identity') {
    throw new GatewayError(
      'MEDIA_TYPE_UNSUPPORTED',
      `a body encoded as ${encoding.slice(0, 40)}; send it as it is`
    )
  }
  const charset = /charset="?([^";]+)/i.exec(request.headers['content-type'] ?? '')?.[1] ?? 'utf-8'
  if (charset.toLowerCase() !== 'utf-8') {
    throw new GatewayError('MEDIA_TYPE_UNSUPPORTED', `a body in ${charset.slice(0, 40)}; send it in UTF-8`)
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (error) {
    throw new GatewayError('MEDIA_TYPE_UNSUPPORTED', 'the body is not UTF-8', {}, error)
  }
}
