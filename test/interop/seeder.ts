// A seeder of a few lines (BEP 3), which serves one torrent to whoever connects and connects to nobody. It is no DHT node, so that what
// a client finds, it does not find at the seeder.
import { randomBytes } from 'node:crypto'
import { createServer, type Server, type Socket } from 'node:net'
import { PIECE_BYTES, type Torrent } from './torrent.ts'

const PROTOCOL = Buffer.from('\x13BitTorrent protocol', 'latin1')
const HANDSHAKE_BYTES = 68
const UNCHOKE = 1
const INTERESTED = 2
const BITFIELD = 5
const REQUEST = 6
const PIECE = 7
const PEER_ID = Buffer.concat([Buffer.from('-HY0001-'), randomBytes(12)])

export async function startSeeder(torrent: Torrent, ip: string, port: number): Promise<Server> {
  const server = createServer((socket) => serve(socket, torrent))
  await new Promise<void>((resolve) => server.listen(port, ip, resolve))
  return server
}

function serve(socket: Socket, torrent: Torrent): void {
  let read = Buffer.alloc(0)
  let greeted = false
  socket.on('error', () => socket.destroy())
  socket.on('data', (bytes) => {
    read = Buffer.concat([read, bytes])
    if (!greeted) {
      // Who would rather speak in secret tries again without.
      if (!read.subarray(0, PROTOCOL.length).equals(PROTOCOL.subarray(0, read.length))) socket.destroy()
      if (read.length < HANDSHAKE_BYTES) return
      socket.write(Buffer.concat([PROTOCOL, Buffer.alloc(8), torrent.infoHash, PEER_ID]))
      socket.write(message(BITFIELD, Buffer.alloc(torrent.pieces / 8, 0xff)))
      read = read.subarray(HANDSHAKE_BYTES)
      greeted = true
    }
    for (;;) {
      const length = read.length < 4 ? Number.POSITIVE_INFINITY : read.readUInt32BE(0)
      if (read.length < 4 + length) return
      hear(socket, torrent, read.subarray(4, 4 + length))
      read = read.subarray(4 + length)
    }
  })
}

function hear(socket: Socket, { content }: Torrent, said: Buffer): void {
  if (said[0] === INTERESTED) socket.write(message(UNCHOKE, Buffer.alloc(0)))
  if (said[0] !== REQUEST) return
  const begin = said.readUInt32BE(1) * PIECE_BYTES + said.readUInt32BE(5)
  const block = content.subarray(begin, begin + said.readUInt32BE(9))
  socket.write(message(PIECE, Buffer.concat([said.subarray(1, 9), block])))
}

function message(type: number, body: Buffer): Buffer {
  const head = Buffer.alloc(5)
  head.writeUInt32BE(1 + body.length)
  head[4] = type
  return Buffer.concat([head, body])
}
