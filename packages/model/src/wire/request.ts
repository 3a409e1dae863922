// What clients ask, and who asks.
import { CAPABILITY_CHARACTERS, CODE_BYTES, PAYLOAD_BYTES, VALUE_BYTES } from '../limits.ts'
import type { Caller, ClientRequest, DeleteRequest, GetRequest, PutRequest } from '../request.ts'
import { readSignature } from './code.ts'
import {
  type Draft,
  readCoordinate,
  readKey,
  readNode,
  readQuorum,
  readVector,
  writeCoordinate,
  writeQuorum,
  writeVector
} from './parts.ts'
import type { Reader } from './reader.ts'
import type { Writer } from './writer.ts'

const OPERATIONS = ['get', 'put', 'delete', 'inspect'] as const

/** operation (1 byte) · key · what the operation has besides */
export function writeRequest(to: Writer, request: ClientRequest): void {
  to.byte(OPERATIONS.indexOf(request.op))
  to.text(request.key)
  switch (request.op) {
    case 'get':
      return writeGet(to, request)
    case 'put':
      return writePut(to, request)
    case 'delete':
      return writeDelete(to, request)
    case 'inspect':
      return
  }
}

export function readRequest(from: Reader): ClientRequest {
  const op = from.oneOf('the operation', OPERATIONS)
  const key = readKey(from)
  switch (op) {
    case 'get':
      return readGet(from, { op, key })
    case 'put':
      return readPut(from, { op, key })
    case 'delete':
      return readDelete(from, { op, key })
    case 'inspect':
      return { op, key }
  }
}

const GET = { payload: 1, alone: 2, pin: 4, source: 8, hedged: 16 }

/** flags (payload, alone, pin, source, hedged) · payload · pin (32 bytes) */
function writeGet(to: Writer, { payload, alone, pin, source, hedged }: GetRequest): void {
  to.byte(
    (payload === undefined ? 0 : GET.payload) |
      (alone ? GET.alone : 0) |
      (pin === undefined ? 0 : GET.pin) |
      (source ? GET.source : 0) |
      (hedged ? GET.hedged : 0)
  )
  if (payload !== undefined) to.bytes(payload)
  if (pin !== undefined) to.hex(pin, PIN_DIGITS)
}

function readGet(from: Reader, get: Draft<GetRequest>): GetRequest {
  const flags = from.flags('the get', 31)
  if (flags & GET.payload) get.payload = from.bytes('the payload', PAYLOAD_BYTES)
  if (flags & GET.alone) get.alone = true
  if (flags & GET.pin) get.pin = from.hex(PIN_DIGITS / 2)
  if (flags & GET.source) get.source = true
  if (flags & GET.hedged) get.hedged = true
  return get
}

const PUT = { code: 1, signature: 2, value: 4, context: 8, quorum: 16, expiresAt: 32, pin: 64, update: 128 }

/**
 * flags (code, signature, value, context, quorum, expiresAt, pin, update) · code · signature · value · context · quorum
 * · expiresAt · pin (32 bytes)
 */
function writePut(to: Writer, put: PutRequest): void {
  const { code, signature, value, context, quorum, expiresAt, pin, update } = put
  to.byte(
    (code === undefined ? 0 : PUT.code) |
      (signature === undefined ? 0 : PUT.signature) |
      (value === undefined ? 0 : PUT.value) |
      (context === undefined ? 0 : PUT.context) |
      (quorum === undefined ? 0 : PUT.quorum) |
      (expiresAt === undefined ? 0 : PUT.expiresAt) |
      (pin === undefined ? 0 : PUT.pin) |
      (update ? PUT.update : 0)
  )
  if (code !== undefined) to.text(code)
  if (signature !== undefined) to.text(signature)
  if (value !== undefined) to.bytes(value)
  if (context !== undefined) writeVector(to, context)
  if (quorum !== undefined) writeQuorum(to, quorum)
  if (expiresAt !== undefined) to.whole(expiresAt)
  if (pin !== undefined) to.hex(pin, PIN_DIGITS)
}

function readPut(from: Reader, put: Draft<PutRequest>): PutRequest {
  const flags = from.byte()
  if (flags & PUT.code) put.code = from.utf8('the code', CODE_BYTES)
  if (flags & PUT.signature) put.signature = readSignature(from)
  if (flags & PUT.value) put.value = from.bytes('the value', VALUE_BYTES)
  if (flags & PUT.context) put.context = readVector(from)
  if (flags & PUT.quorum) put.quorum = readQuorum(from)
  if (flags & PUT.expiresAt) put.expiresAt = from.whole('expiresAt')
  if (flags & PUT.pin) put.pin = from.hex(PIN_DIGITS / 2)
  if (flags & PUT.update) put.update = true
  return put
}

const DELETE = { payload: 1, context: 2 }

/** flags (payload, context) · payload · context */
function writeDelete(to: Writer, { payload, context }: DeleteRequest): void {
  to.byte((payload === undefined ? 0 : DELETE.payload) | (context === undefined ? 0 : DELETE.context))
  if (payload !== undefined) to.bytes(payload)
  if (context !== undefined) writeVector(to, context)
}

function readDelete(from: Reader, request: Draft<DeleteRequest>): DeleteRequest {
  const flags = from.flags('the delete', 3)
  if (flags & DELETE.payload) request.payload = from.bytes('the payload', PAYLOAD_BYTES)
  if (flags & DELETE.context) request.context = readVector(from)
  return request
}

const CALLER = { address: 1, coordinates: 2, object: 4, depth: 8, capability: 16 }

/** flags (address, coordinates, object, depth, capability) · id · address · coordinates · object · depth · capability */
export function writeCaller(to: Writer, caller: Caller): void {
  const { id, address, coordinates, object, depth, capability } = caller
  to.byte(
    (address === undefined ? 0 : CALLER.address) |
      (coordinates === undefined ? 0 : CALLER.coordinates) |
      (object === undefined ? 0 : CALLER.object) |
      (depth === undefined ? 0 : CALLER.depth) |
      (capability === undefined ? 0 : CALLER.capability)
  )
  to.text(id)
  if (address !== undefined) to.text(address)
  if (coordinates !== undefined) writeCoordinate(to, coordinates)
  if (object !== undefined) to.text(object)
  if (depth !== undefined) to.whole(depth)
  if (capability !== undefined) to.text(capability)
}

export function readCaller(from: Reader): Caller {
  const flags = from.flags('the caller', 31)
  const caller: Draft<Caller> = { id: readNode(from) }
  if (flags & CALLER.address) caller.address = from.text('the address', 64)
  if (flags & CALLER.coordinates) caller.coordinates = readCoordinate(from)
  if (flags & CALLER.object) caller.object = readKey(from)
  if (flags & CALLER.depth) caller.depth = from.whole('depth')
  if (flags & CALLER.capability) caller.capability = readCapability(from)
  return caller
}

export function readCapability(from: Reader): string {
  return from.text('the capability', CAPABILITY_CHARACTERS)
}

const PIN_DIGITS = 64
