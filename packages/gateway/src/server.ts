// The HTTP server itself: its bounds, and its answers where no route is reached.
import { STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import { type FastifyInstance, type FastifyReply, fastify } from 'fastify'
import { failureOf } from './failures.ts'
import { GATEWAY_LIMITS } from './limits.ts'

/** A server without routes: bounded in every direction, and with an answer for what is not even a request. */
export function createServer(onFault: (fault: unknown) => void): FastifyInstance {
  const { bodyBytes, headerBytes, headersMs, requestMs, slowCheckMs, keepAliveMs } = GATEWAY_LIMITS
  return fastify({
    bodyLimit: bodyBytes,
    requestTimeout: requestMs,
    keepAliveTimeout: keepAliveMs,
    forceCloseConnections: 'idle',
    // We answer those ourselves, in the gateway's form.
    return503OnClosing: false,
    http: { maxHeaderSize: headerBytes, headersTimeout: headersMs, connectionsCheckingInterval: slowCheckMs },
    routerOptions: { maxParamLength: headerBytes },
    frameworkErrors: (error, _request, reply: FastifyReply) => {
      const { status, body } = failureOf(error, onFault)
      reply.code(status).send(body)
    },
    clientErrorHandler: (error, socket) => answerBroken(error, socket, onFault)
  })
}

// Bytes that are not HTTP, headers without end, requests that never arrive: there is no request to reply to, only a socket.
function answerBroken(
  error: Error & { code?: string },
  socket: Socket,
  onFault: (fault: unknown) => void
): void {
  const fromParser = error.code?.startsWith('HPE_') === true || error.code === 'ERR_HTTP_REQUEST_TIMEOUT'
  if (!fromParser || !socket.writable) {
    // The connection itself failed: there is nobody left to tell.
    socket.destroy()
    return
  }
  const { status, body } = failureOf(error, onFault)
  const text = JSON.stringify(body)
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    'Content-Type: application/json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(text)}`,
    'Connection: close'
  ]
  socket.end(`${head.join('\r\n')}\r\n\r\n${text}`, () => socket.destroy())
}
