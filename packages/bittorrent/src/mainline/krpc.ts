// KRPC (BEP 5): one bencoded dictionary a packet, a query, a response or an error. This reads packets of strangers: whatever they
// hold comes out as one of four messages, or as nothing where not even an error could be sent back.
import { type Bencoded, type Dictionary, decode, encode } from '../bencode.ts'
import { PACKET_BYTES, TRANSACTION_BYTES } from './limits.ts'
import { ID_BYTES } from './node-id.ts'

/** Codes of errors: BEP 5 from 201, BEP 44 from 205. */
const KRPC_ERRORS = {
  generic: 201,
  server: 202,
  protocol: 203,
  unknownMethod: 204,
  valueTooLarge: 205,
  signatureInvalid: 206,
  saltTooLarge: 207,
  casMismatch: 301,
  sequenceOld: 302
} as const

export type KrpcErrorName = keyof typeof KRPC_ERRORS

export interface Query {
  readonly kind: 'query'
  readonly transaction: Uint8Array
  readonly method: string
  /** The asker's. */
  readonly id: Uint8Array
  readonly args: Dictionary
  /** BEP 43: it answers nobody, and belongs into no table. */
  readonly readOnly: boolean
}

export interface Response {
  readonly kind: 'response'
  readonly transaction: Uint8Array
  readonly id: Uint8Array
  readonly values: Dictionary
  /** BEP 42: the asker as the answerer sees it. */
  readonly ip?: Uint8Array
}

/** An error of the other side to a query of ours. */
export interface Refusal {
  readonly kind: 'refusal'
  readonly transaction: Uint8Array
}

/** A query, or what looks like one, that is to be answered with error 203. */
export interface Malformed {
  readonly kind: 'malformed'
  readonly transaction: Uint8Array
  readonly reason: string
}

export type Message = Query | Response | Refusal | Malformed

/** `undefined` for what is too large, is no bencode, or has no transaction: it is dropped. */
export function readMessage(packet: Uint8Array): Message | undefined {
  if (packet.length > PACKET_BYTES) return undefined
  let message: Bencoded
  try {
    message = decode(packet)
  } catch {
    return undefined
  }
  if (!(message instanceof Map)) return undefined
  const transaction = message.get('t')
  if (!isBytes(transaction) || transaction.length > TRANSACTION_BYTES) return undefined
  switch (textOf(message.get('y'))) {
    case 'q':
      return readQuery(message, transaction)
    case 'r':
      return readResponse(message, transaction)
    case 'e':
      return { kind: 'refusal', transaction }
    default:
      return undefined
  }
}

function readQuery(message: Dictionary, transaction: Uint8Array): Query | Malformed {
  const malformed = (reason: string): Malformed => ({ kind: 'malformed', transaction, reason })
  const method = textOf(message.get('q'))
  if (method === undefined) return malformed('q is no name of a method')
  const args = message.get('a')
  if (!(args instanceof Map)) return malformed('a is no dictionary')
  const id = bytesOf(args, 'id', ID_BYTES)
  if (id === undefined) return malformed('id is not 20 bytes')
  return { kind: 'query', transaction, method, id, args, readOnly: message.get('ro') === 1 }
}

function readResponse(message: Dictionary, transaction: Uint8Array): Response | undefined {
  const values = message.get('r')
  if (!(values instanceof Map)) return undefined
  const id = bytesOf(values, 'id', ID_BYTES)
  if (id === undefined) return undefined
  const ip = message.get('ip')
  return { kind: 'response', transaction, id, values, ...(isBytes(ip) ? { ip } : {}) }
}

export function isBytes(value: Bencoded | undefined): value is Uint8Array {
  return value instanceof Uint8Array
}

/** Bytes of just this length. */
export function bytesOf(dictionary: Dictionary, key: string, length: number): Uint8Array | undefined {
  const value = dictionary.get(key)
  return isBytes(value) && value.length === length ? value : undefined
}

const NAME_CHARACTERS = 32

function textOf(value: Bencoded | undefined): string | undefined {
  if (!isBytes(value) || value.length > NAME_CHARACTERS) return undefined
  return (value as Buffer).toString('latin1')
}

/** A query of ours. @param readOnly BEP 43: others are not to ask us */
export function encodeQuery(
  transaction: Uint8Array,
  method: string,
  args: { readonly [key: string]: Uint8Array | number | readonly string[] },
  readOnly = false
): Buffer {
  return encode({ a: args, q: method, ro: readOnly ? 1 : undefined, t: transaction, y: 'q' })
}

/** An error for a stranger: the text is short, so that it is no longer than the query. */
export function encodeError(transaction: Uint8Array, name: KrpcErrorName, text: string): Buffer {
  return encode({ e: [KRPC_ERRORS[name], text], t: transaction, y: 'e' })
}
