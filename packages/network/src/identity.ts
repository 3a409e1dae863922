/**
 * Who a node is: an Ed25519 key pair, kept as libp2p's private key protobuf (68 bytes), and the peer id that
 * is its public key. The same keys sign what clients ask for, so a node that forwards a request can prove on
 * whose behalf: an Ed25519 peer id contains the public key, hence no directory is needed to verify.
 */
import { createPrivateKey, createPublicKey, randomBytes } from 'node:crypto'
import { link, mkdir, readFile, unlink, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { generateKeyPair, privateKeyFromProtobuf, privateKeyToProtobuf } from '@libp2p/crypto/keys'
import type { PrivateKey } from '@libp2p/interface'
import { peerIdFromPrivateKey, peerIdFromString } from '@libp2p/peer-id'
import { messageOf, NetworkError } from './errors.ts'
import type { NodeId } from './port.ts'

export interface Identity {
  readonly id: NodeId
  /** libp2p's protobuf encoding: what is stored, and what `createLibp2pNetwork` takes. Secret. */
  readonly privateKey: Uint8Array
  /** A 64-byte Ed25519 signature. */
  sign(bytes: Uint8Array): Promise<Uint8Array>
}

export async function createIdentity(): Promise<Identity> {
  return identityOf(await generateKeyPair('Ed25519'))
}

/** @throws NetworkError IDENTITY_INVALID when the bytes are no Ed25519 private key */
export function identityFromBytes(privateKey: Uint8Array): Identity {
  return identityOf(parsePrivateKey(privateKey))
}

/**
 * The identity stored at `path`; created, with mode 600, when there is none yet. Two processes that start at
 * once on a fresh directory get the same identity: the file appears whole or not at all, and the first wins.
 * @throws NetworkError IDENTITY_INVALID for a damaged file, IDENTITY_FILE when it cannot be read or written
 */
export async function loadOrCreateIdentity(path: string): Promise<Identity> {
  const stored = await read(path)
  if (stored !== undefined) return identityFromFile(path, stored)
  const fresh = await createIdentity()
  if (await saveIdentity(path, fresh)) return fresh
  return loadOrCreateIdentity(path)
}

function identityFromFile(path: string, stored: Uint8Array): Identity {
  try {
    return identityFromBytes(stored)
  } catch (error) {
    throw new NetworkError('IDENTITY_INVALID', `${path} is ${messageOf(error)}`, { path }, error)
  }
}

/** Writes an identity to a new file. False when there is one already: an identity is never overwritten. */
export async function saveIdentity(path: string, identity: Identity): Promise<boolean> {
  const draft = `${path}.${randomBytes(6).toString('hex')}`
  try {
    await mkdir(dirname(path), { recursive: true })
    await writeFile(draft, identity.privateKey, { mode: 0o600, flush: true, flag: 'wx' })
    try {
      await link(draft, path)
    } finally {
      await unlink(draft)
    }
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw new NetworkError(
      'IDENTITY_FILE',
      `cannot write the identity to ${path}: ${messageOf(error)}`,
      { path },
      error
    )
  }
}

/**
 * Whether `signature` over `bytes` was made by the key of `id`. False for a wrong signature of any shape.
 * @throws NetworkError IDENTITY_INVALID when `id` is not a peer id that contains its public key
 */
export async function verify(id: NodeId, bytes: Uint8Array, signature: Uint8Array): Promise<boolean> {
  const publicKey = publicKeyOf(id)
  // Anything but 64 bytes makes the primitives throw instead of answering.
  if (signature.length !== 64) return false
  return publicKey.verify(bytes, signature)
}

/** libp2p's key object for stored bytes. @throws NetworkError IDENTITY_INVALID */
export function parsePrivateKey(bytes: Uint8Array): PrivateKey {
  let key: PrivateKey
  try {
    key = privateKeyFromProtobuf(bytes)
  } catch (error) {
    throw new NetworkError('IDENTITY_INVALID', `not a libp2p private key: ${messageOf(error)}`, {}, error)
  }
  if (key.type !== 'Ed25519') {
    throw new NetworkError('IDENTITY_INVALID', `a node needs an Ed25519 key, this one is ${key.type}`, {
      type: key.type
    })
  }
  // libp2p takes the public half as it is stored; a damaged one would give an id whose signatures nobody accepts.
  const derived = createPublicKey(ed25519(key.raw.subarray(0, 32))).export({ format: 'jwk' }).x
  if (Buffer.from(key.publicKey.raw).toString('base64url') !== derived) {
    throw new NetworkError(
      'IDENTITY_INVALID',
      'the two halves of the key do not belong together: the file is damaged'
    )
  }
  return key
}

function publicKeyOf(id: NodeId) {
  let parsed: ReturnType<typeof peerIdFromString>
  try {
    parsed = peerIdFromString(id)
  } catch (error) {
    throw new NetworkError('IDENTITY_INVALID', `not a peer id: ${JSON.stringify(id.slice(0, 80))}`, {}, error)
  }
  if (parsed.type !== 'Ed25519') {
    throw new NetworkError(
      'IDENTITY_INVALID',
      `peer id ${id.slice(0, 80)} does not contain an Ed25519 public key`
    )
  }
  return parsed.publicKey
}

function identityOf(key: PrivateKey): Identity {
  return {
    id: peerIdFromPrivateKey(key).toString(),
    privateKey: privateKeyToProtobuf(key),
    sign: async (bytes) => key.sign(bytes)
  }
}

/** Node's key object for an Ed25519 seed: PKCS #8 is a constant and the 32 bytes. */
function ed25519(seed: Uint8Array) {
  const pkcs8 = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), seed])
  return createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' })
}

async function read(path: string): Promise<Uint8Array | undefined> {
  try {
    return await readFile(path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw new NetworkError(
      'IDENTITY_FILE',
      `cannot read the identity at ${path}: ${messageOf(error)}`,
      { path },
      error
    )
  }
}
