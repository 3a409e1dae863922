// The HTTP tracker (BEP 3, 7, 23, 24, 31, 48): GET /announce and GET /scrape, answered in bencode. What fails is said as a failure
// reason with the status 200, as BEP 3 has it.
import { createServer, type Server, type ServerResponse } from 'node:http'
import { canonicalIp, compactOf, type Endpoint, familyOf, ipBytes } from '../addresses.ts'
import { type Encodable, encode } from '../bencode.ts'
import { BittorrentError } from '../errors.ts'
import type { Desk, Told } from './desk.ts'
import { parseAnnounce, parseScrape } from './http-question.ts'
import {
  CONNECTIONS_MOST,
  HEADER_BYTES,
  HEADERS_MS,
  IDLE_MS,
  INTERVAL_SECONDS,
  LEAST_SECONDS,
  REQUEST_MS
} from './limits.ts'

/** A server that does not listen yet. */
export function httpTracker(desk: Desk): Server {
  const server = createServer(
    {
      maxHeaderSize: HEADER_BYTES,
      headersTimeout: HEADERS_MS,
      requestTimeout: REQUEST_MS,
      keepAliveTimeout: IDLE_MS
    },
    (request, response) => {
      request.resume()
      const { method, url = '', socket } = request
      const mark = url.indexOf('?')
      const path = mark < 0 ? url : url.slice(0, mark)
      const query = mark < 0 ? '' : url.slice(mark + 1)
      const ip = socket.remoteAddress
      if (method !== 'GET' || (path !== '/announce' && path !== '/scrape')) {
        say(response, method === 'GET' ? 404 : 405, encode({ 'failure reason': 'GET /announce and /scrape' }))
        return
      }
      if (ip === undefined) return void response.destroy()
      const answer =
        path === '/announce' ? announce(desk, canonicalIp(ip), query) : scrape(desk, canonicalIp(ip), query)
      answer
        .catch((error: unknown) => failureOf(desk, error))
        .then((said) => say(response, 200, encode(said)))
    }
  )
  server.maxConnections = CONNECTIONS_MOST
  return server
}

type Said = Readonly<Record<string, Encodable>>

async function announce(desk: Desk, ip: string, query: string): Promise<Said> {
  const { port, compact, ...asked } = parseAnnounce(query)
  const told = await desk.announce({ ip, port }, asked)
  const { seeds, leechers, completed } = told.counts
  return {
    interval: INTERVAL_SECONDS,
    'min interval': LEAST_SECONDS,
    complete: seeds,
    incomplete: leechers,
    downloaded: completed,
    // BEP 24.
    'external ip': ipBytes(ip),
    ...peersOf(told, ip, compact)
  }
}

/** Those of the family that the client asked by: it asks by the other one for the others. */
function peersOf({ peers }: Told, ip: string, compact: boolean): Said {
  if (!compact) return { peers: peers.map(({ ip, port }: Endpoint) => ({ ip, port })) }
  const all = Buffer.concat(peers.map((peer) => compactOf(peer)))
  return familyOf(ip) === 4 ? { peers: all } : { peers: Buffer.alloc(0), peers6: all }
}

async function scrape(desk: Desk, ip: string, query: string): Promise<Said> {
  const hashes = parseScrape(query)
  const all = await desk.scrape(ip, hashes)
  const files = all.map(({ seeds, leechers, completed }, at) => [
    Buffer.from(hashes[at]!).toString('latin1'),
    { complete: seeds, downloaded: completed, incomplete: leechers }
  ])
  return { files: Object.fromEntries(files), flags: { min_request_interval: LEAST_SECONDS } }
}

function failureOf(desk: Desk, error: unknown): Said {
  const isPassing = error instanceof BittorrentError && /^SWARM_(BUSY|UNREACHABLE)$/.test(error.code)
  // BEP 31: in minutes.
  return { 'failure reason': desk.reasonOf(error), ...(isPassing ? { 'retry in': '1' } : {}) }
}

function say(response: ServerResponse, status: number, body: Buffer): void {
  response.writeHead(status, { 'content-type': 'text/plain', 'content-length': body.length })
  response.end(body)
}
