// A torrent of one small file of random bytes.
import { createHash, randomBytes } from 'node:crypto'
import { encode } from '../../packages/bittorrent/src/bencode.ts'

export const PIECE_BYTES = 32_768
const PIECES = 8

export interface Torrent {
  readonly name: string
  readonly content: Buffer
  readonly infoHash: Buffer
  readonly pieces: number
  /** The .torrent file. */
  readonly file: Buffer
}

/** @param nodes HOST:PORT of DHT nodes to ask first; some clients know no other way to be told */
export function makeTorrent(name: string, nodes: readonly string[], announce: string | undefined): Torrent {
  const content = randomBytes(PIECE_BYTES * PIECES)
  const hashes = Array.from({ length: PIECES }, (_, at) =>
    createHash('sha1')
      .update(content.subarray(at * PIECE_BYTES, (at + 1) * PIECE_BYTES))
      .digest()
  )
  const info = { length: content.length, name, 'piece length': PIECE_BYTES, pieces: Buffer.concat(hashes) }
  const endpoints = nodes.map((node) => [node.split(':')[0]!, Number(node.split(':')[1])])
  const file = encode({ announce, info, nodes: announce === undefined ? endpoints : undefined })
  return { name, content, infoHash: createHash('sha1').update(encode(info)).digest(), pieces: PIECES, file }
}
