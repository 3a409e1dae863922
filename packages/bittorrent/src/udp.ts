// A UDP socket of one family, as cheap as Node has it: an answer costs one call, and names are not looked up where addresses are given.
import { createSocket } from 'node:dgram'
import { type Endpoint, type Family, familyOf, showEndpoint } from './addresses.ts'
import { BittorrentError } from './errors.ts'

export interface UdpSocket {
  /** Where it listens. */
  readonly local: Endpoint
  send(packet: Uint8Array, to: Endpoint): void
  close(): Promise<void>
}

/**
 * @param received of each packet; what it throws is a bug
 * @throws BittorrentError PORT_IN_USE, LISTEN_FAILED
 */
export async function listenUdp(
  at: Endpoint,
  received: (packet: Buffer, from: { readonly address: string; readonly port: number }) => void
): Promise<UdpSocket> {
  const family = familyOf(at.ip)
  const socket = createSocket({
    type: family === 4 ? 'udp4' : 'udp6',
    ipv6Only: family === 6,
    recvBufferSize: RECEIVE_BYTES,
    // Called with addresses alone.
    lookup: (address, _options, done) => done(null, address, family satisfies Family)
  })
  await new Promise<void>((resolve, reject) => {
    socket.once('error', reject)
    socket.bind({ address: at.ip, port: at.port }, resolve)
  }).catch((error: NodeJS.ErrnoException) => {
    socket.close()
    const address = showEndpoint(at)
    if (error.code === 'EADDRINUSE')
      throw new BittorrentError('PORT_IN_USE', `another process listens on ${address}`, { address })
    throw new BittorrentError(
      'LISTEN_FAILED',
      `cannot listen on ${address}: ${error.message}`,
      { address },
      error
    )
  })
  socket.removeAllListeners('error')
  // What the kernel tells of packets sent before, such as that nobody was there.
  socket.on('error', ignore)
  socket.on('message', received)
  const { address, port } = socket.address()
  return {
    local: { ip: address, port },
    send: (packet, to) => socket.send(packet, to.port, to.ip, ignore),
    close: () => new Promise((resolve) => socket.close(() => resolve()))
  }
}

/** Packets that arrive while the loop is busy wait here; the kernel allows what it allows. */
const RECEIVE_BYTES = 1 << 22

function ignore(): void {}
