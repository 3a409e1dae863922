// Web pages of strangers must not drive the node. A page in the operator's browser can reach an address that only the operator
// can: by asking for it outright (a cross-site request), or by letting its own name resolve to it (DNS rebinding). Whoever is no
// browser can write any header, and is not kept out by this: for that the address has to be out of reach.
//
//   Host              the name asked for: a rebound name is the stranger's. Allowed: this machine's own, the address that the
//                     connection came in on, and the names that the operator gave
//   Origin            the page that asks: absent, or this gateway itself
//   Sec-Fetch-Site    how the browser puts it, of requests without an Origin (an image, a link): a get runs handlers, too
import { isIPv4 } from 'node:net'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { GatewayError } from './errors.ts'

/** @param names by which clients may ask for this gateway, besides addresses of this machine */
export function refuseStrangers(app: FastifyInstance, names: readonly string[]): void {
  const known = new Set(['localhost', ...names.map(nameOf)])
  app.addHook('onRequest', async (request) => {
    const { host, origin, 'sec-fetch-site': site } = request.headers
    // Only HTTP/1.0 may leave it out, which no browser speaks.
    if (host !== undefined && !isOurs(nameOf(host), known, request)) throw foreignHost(host)
    if (origin !== undefined && hostOf(origin) !== host?.toLowerCase()) throw foreignPage(origin)
    if (site !== undefined && site !== 'same-origin' && site !== 'none') throw foreignPage(String(site))
  })
}

function isOurs(name: string, known: ReadonlySet<string>, { socket }: FastifyRequest): boolean {
  if (known.has(name) || name === '::1' || (isIPv4(name) && name.startsWith('127.'))) return true
  return name === socket.localAddress?.replace(/^::ffff:/, '').toLowerCase()
}

/** `Node7.example.:7070` → `node7.example`, `[::1]:7070` → `::1`. */
function nameOf(host: string): string {
  return host
    .replace(/:\d*$/, '')
    .replace(/^\[(.*)\]$/, '$1')
    .replace(/\.$/, '')
    .toLowerCase()
}

/** `http://localhost:7070` → `localhost:7070`; nothing of `null` and nonsense. */
function hostOf(origin: string): string | undefined {
  return URL.parse(origin)?.host
}

function foreignHost(host: string): GatewayError {
  const name = nameOf(host).slice(0, 253)
  const message = `this node does not answer to the name ${JSON.stringify(name)}; ask for its address, or start it with --http-host and that name`
  return new GatewayError('HOST_FOREIGN', message, { host: name })
}

/** @param origin the page's, or what the browser says of it */
function foreignPage(origin: string): GatewayError {
  const shown = origin.slice(0, 253)
  const message = `a web page from elsewhere (${shown}) may not drive this node`
  return new GatewayError('ORIGIN_FOREIGN', message, { origin: shown })
}
