/**
 * The cryptography of the channel, from Node itself: what Noise asks for, with each key made ready once.
 *
 * A cipher that is given the bytes of its key spends four times as long on making a key of them as on a small message.
 * The keys of a channel stay the same for as long as it lasts, so they are remembered by their bytes' array.
 */
import {
  createCipheriv,
  createDecipheriv,
  createPrivateKey,
  createPublicKey,
  createSecretKey,
  diffieHellman,
  generateKeyPairSync,
  type KeyObject
} from 'node:crypto'
import { pureJsCrypto } from '@chainsafe/libp2p-noise'

/** Bytes, in one piece or several. */
type Bytes = Uint8Array | (Iterable<Uint8Array> & { readonly byteLength: number; subarray(): Uint8Array })

const AEAD = 'chacha20-poly1305'
const TAG_BYTES = 16
const SIZES = { authTagLength: TAG_BYTES }
/** What comes before the 32 bytes of an X25519 key in DER: of a private one (PKCS #8), of a public one (SPKI). */
const PRIVATE = Buffer.from('302e020100300506032b656e04220420', 'hex')
const PUBLIC = Buffer.from('302a300506032b656e032100', 'hex')

/** For `noise({ crypto })`. Hashing happens in the handshake only, and is taken as it comes. */
export const channelCrypto: typeof pureJsCrypto = {
  ...pureJsCrypto,

  generateX25519KeyPair() {
    const { publicKey, privateKey } = generateKeyPairSync('x25519', {
      publicKeyEncoding: { type: 'spki', format: 'der' },
      privateKeyEncoding: { type: 'pkcs8', format: 'der' }
    })
    return {
      publicKey: publicKey.subarray(PUBLIC.length),
      privateKey: privateKey.subarray(PRIVATE.length)
    }
  },

  generateX25519SharedKey(privateKey: Bytes, publicKey: Bytes) {
    const [own, other] = [
      Buffer.concat([PRIVATE, privateKey.subarray()]),
      Buffer.concat([PUBLIC, publicKey.subarray()])
    ]
    return diffieHellman({
      privateKey: createPrivateKey({ key: own, type: 'pkcs8', format: 'der' }),
      publicKey: createPublicKey({ key: other, type: 'spki', format: 'der' })
    })
  },

  chaCha20Poly1305Encrypt(plain: Bytes, nonce: Uint8Array, ad: Uint8Array, key: Uint8Array) {
    const cipher = createCipheriv(AEAD, ready(key), nonce, SIZES)
    if (ad.length > 0) cipher.setAAD(ad, { plaintextLength: plain.byteLength })
    const text = cipher.update(inOnePiece(plain))
    cipher.final()
    return plainly(Buffer.concat([text, cipher.getAuthTag()]))
  },

  /** @throws where the bytes are not what was encrypted with this key */
  chaCha20Poly1305Decrypt(sealed: Bytes, nonce: Uint8Array, ad: Uint8Array, key: Uint8Array) {
    const bytes = inOnePiece(sealed)
    const end = bytes.length - TAG_BYTES
    const decipher = createDecipheriv(AEAD, ready(key), nonce, SIZES)
    if (ad.length > 0) decipher.setAAD(ad, { plaintextLength: end })
    decipher.setAuthTag(bytes.subarray(end))
    const text = decipher.update(bytes.subarray(0, end))
    decipher.final()
    return plainly(text)
  }
}

/** libp2p slices what it is given and expects copies, which slices of a Buffer are not. */
function plainly({ buffer, byteOffset, byteLength }: Buffer): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength)
}

/** A message of Noise has two bytes of length. */
const desk = new Uint8Array(0xffff)

/** The bytes in one piece, to be read before the next call: what comes in several is put together in one place. */
function inOnePiece(bytes: Bytes): Uint8Array {
  if (bytes instanceof Uint8Array) return bytes
  if (bytes.byteLength > desk.length) return bytes.subarray()
  let length = 0
  let only: Uint8Array | undefined
  for (const part of bytes) {
    only = length === 0 ? part : undefined
    desk.set(part, length)
    length += part.length
  }
  return only ?? desk.subarray(0, length)
}

const keys = new WeakMap<Uint8Array, KeyObject>()

function ready(bytes: Uint8Array): KeyObject {
  const known = keys.get(bytes)
  if (known !== undefined) return known
  const key = createSecretKey(bytes)
  keys.set(bytes, key)
  return key
}
