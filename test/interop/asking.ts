// What is asked of a gateway besides a client: raw packets, so that nothing in between can answer instead.
import { createSocket, type Socket } from 'node:dgram'
import { compactOf } from '../../packages/bittorrent/src/addresses.ts'
import { type Dictionary, decode, type Encodable, encode } from '../../packages/bittorrent/src/bencode.ts'

/** Announces a peer at this address, which is read-only to the DHT (BEP 43). */
export async function announce(gateway: string, infoHash: Buffer, ip: string, port: number): Promise<void> {
  const first = await ask(gateway, ip, 'get_peers', { info_hash: infoHash })
  const token = first.get('token') as Uint8Array
  await ask(gateway, ip, 'announce_peer', { info_hash: infoHash, port, token })
}

/** Whether a peer is found, asked for from its own address, which its announcement has proven, or from another. */
export async function isFound(
  gateway: string,
  infoHash: Buffer,
  from: string,
  peer: { readonly ip: string; readonly port?: number }
): Promise<boolean> {
  const values = (await ask(gateway, from, 'get_peers', { info_hash: infoHash })).get('values')
  const wanted = compactOf({ ip: peer.ip, port: peer.port ?? 0 }).subarray(0, peer.port === undefined ? 4 : 6)
  const found = (values ?? []) as readonly Uint8Array[]
  return found.some((value) => wanted.equals(value.subarray(0, wanted.length)))
}

async function ask(
  gateway: string,
  from: string,
  method: string,
  args: { readonly [name: string]: Encodable }
): Promise<Dictionary> {
  const [host, port] = gateway.split(':')
  const socket = createSocket('udp4')
  try {
    await new Promise<void>((resolve) => socket.bind(0, from, resolve))
    const packet = encode({ a: { id: Buffer.alloc(20, 0xee), ...args }, q: method, ro: 1, t: 'aa', y: 'q' })
    const message = decode(await answerTo(packet, socket, Number(port), host)) as Dictionary
    const values = message.get('r')
    if (!(values instanceof Map))
      throw new Error(`${method} at ${gateway}: ${JSON.stringify(message.get('e'))}`)
    return values
  } finally {
    socket.close()
  }
}

/** A busy machine may lose packets: it is asked again. */
const AGAIN_MS = 1_000
const TIMES = 15

async function answerTo(
  packet: Buffer,
  socket: Socket,
  port: number,
  host: string | undefined
): Promise<Buffer> {
  const answer = Promise.withResolvers<Buffer>()
  let times = 0
  const ask = () => {
    if (times++ < TIMES) socket.send(packet, port, host)
    else answer.reject(new Error(`${host}:${port} does not answer`))
  }
  socket.once('message', answer.resolve)
  ask()
  const again = setInterval(ask, AGAIN_MS)
  return answer.promise.finally(() => clearInterval(again))
}
