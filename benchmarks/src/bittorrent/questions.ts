// What clients ask of a gateway, as bytes, and what its answers are: announcements to its UDP tracker (BEP 15), `get_peers` of its
// Mainline node (BEP 5). Written out here, so that the client's share of the machine is as small as can be.
import { randomBytes } from 'node:crypto'

/** One kind of question. Each has a transaction of 32 bits, which its answer repeats. */
export interface Kind {
  /** Of the gateway. */
  readonly port: number
  /** @param socket the number of the one that asks */
  ask(transaction: number, socket: number): Buffer
  /** Whom a packet answers, and what is wrong with the answer, if anything is; nothing where it is no answer. */
  read(packet: Buffer): { readonly transaction: number; readonly fault?: string } | undefined
  /** To a question of the gateway's own. */
  reply?(packet: Buffer): Buffer | undefined
}

export interface Swarms {
  readonly hashes: readonly Buffer[]
  /** Ports that announce themselves, of one address: so many peers a swarm has. */
  readonly peers: number
}

const CONNECT = 0
const ANNOUNCE = 1
const PROTOCOL = '0000041727101980'
/** Of the peers. */
const SEEDS = 0.2

/** Asks for a connection id, 8 bytes, which is at byte 8 of the answer. */
export function connections(port: number): Kind {
  return {
    port,
    ask: (transaction) => {
      const packet = Buffer.alloc(16)
      packet.write(PROTOCOL, 'hex')
      packet.writeUInt32BE(CONNECT, 8)
      packet.writeUInt32BE(transaction, 12)
      return packet
    },
    read: trackerAnswer(CONNECT)
  }
}

/**
 * @param ids of connections, one for each socket
 * @param wanted peers in the answer
 */
export function announcements(
  port: number,
  ids: readonly Buffer[],
  { hashes, peers }: Swarms,
  wanted: number
): Kind {
  const packet = Buffer.alloc(98)
  packet.writeUInt32BE(ANNOUNCE, 8)
  packet.write('-HY0001-benchmark...', 36)
  packet.writeInt32BE(wanted, 92)
  return {
    port,
    ask: (transaction, socket) => {
      const peer = drawn(peers)
      packet.set(ids[socket] as Buffer)
      packet.writeUInt32BE(transaction, 12)
      packet.set(hashes[drawn(hashes.length)] as Buffer, 16)
      packet.writeBigUInt64BE(peer < SEEDS * peers ? 0n : 1n, 64)
      packet.writeUInt16BE(1 + peer, 96)
      return packet
    },
    read: trackerAnswer(ANNOUNCE)
  }
}

function trackerAnswer(action: number): Kind['read'] {
  return (packet) => {
    const transaction = packet.readUInt32BE(4)
    return packet.readUInt32BE(0) === action
      ? { transaction }
      : { transaction, fault: packet.toString('latin1', 8) }
  }
}

const ANSWER = '1:y1:re'
const FAULT = '1:y1:ee'
const QUESTION = '1:y1:qe'
const TRANSACTION_BYTES = 4

/** Answers without peers are faults: they are what an address gets that has not proven itself. */
export function peerQuestions(port: number, { hashes }: Swarms): Kind {
  const id = randomBytes(20)
  const [head, middle] = [Buffer.from('d1:ad2:id20:'), Buffer.from('9:info_hash20:')]
  const packet = Buffer.concat([
    head,
    id,
    middle,
    Buffer.alloc(20),
    Buffer.from(`e1:q9:get_peers1:t4:____${QUESTION}`)
  ])
  const hashAt = head.length + id.length + middle.length
  const transactionAt = packet.length - QUESTION.length - TRANSACTION_BYTES
  return {
    port,
    ask: (transaction) => {
      packet.set(hashes[drawn(hashes.length)] as Buffer, hashAt)
      packet.writeUInt32BE(transaction, transactionAt)
      return packet
    },
    read: (packet) => {
      const end = packet.length - ANSWER.length
      const type = packet.toString('latin1', end)
      if (type !== ANSWER && type !== FAULT) return undefined
      const transaction = packet.readUInt32BE(end - TRANSACTION_BYTES)
      if (type === FAULT) return { transaction, fault: 'error' }
      return packet.includes('6:values') ? { transaction } : { transaction, fault: 'no peers' }
    },
    reply: (packet) => {
      const end = packet.length - QUESTION.length
      if (packet.toString('latin1', end) !== QUESTION) return undefined
      const transaction = packet.subarray(end - TRANSACTION_BYTES, end)
      return Buffer.concat([
        Buffer.from('d1:rd2:id20:'),
        id,
        Buffer.from('e1:t4:'),
        transaction,
        Buffer.from(ANSWER)
      ])
    }
  }
}

function drawn(below: number): number {
  return Math.floor(Math.random() * below)
}
