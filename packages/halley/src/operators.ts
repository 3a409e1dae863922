// Code that operators answer for. An operator signs the source of an object with an Ed25519 key; nodes that are told the public
// half let such objects address other keys. A node may know several keys, so that a new one can be brought in before the old
// one goes, and revoke some: a signature by a key that is revoked, or that the node was never told, is no signature.
//
//   signature     <public key>.<signature>, both base64url: 43 and 86 characters
//   what is signed   "halley code 1\n" and the SHA-256 of the source in hex: the code, with whatever state, under whatever key
import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign,
  verify
} from 'node:crypto'
import { LruMap, SIGNATURE_CHARACTERS } from '@halley/model'
import { HalleyError } from './errors.ts'

/** The private half as PEM (PKCS #8), and the public half as nodes are told it. */
export interface OperatorKey {
  readonly privateKey: string
  readonly publicKey: string
}

export function createOperatorKey(): OperatorKey {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519')
  return {
    privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    publicKey: textOf(publicKey)
  }
}

/**
 * Signs the source of an object.
 * @param privateKey as `createOperatorKey` made it
 * @throws HalleyError OPERATOR_KEY_INVALID
 */
export function signCode(source: string, privateKey: string): string {
  const key = privateKeyOf(privateKey)
  const hash = createHash('sha256').update(source).digest('hex')
  return `${textOf(createPublicKey(key))}.${sign(null, signed(hash), key).toString('base64url')}`
}

/**
 * Signs a text for objects that look with `comet.verify(publicKey, text, signature)`.
 * @param privateKey as `createOperatorKey` made it
 * @returns 86 characters of base64url
 * @throws HalleyError OPERATOR_KEY_INVALID; REQUEST_INVALID for a text that would pass for code that an operator answers for
 */
export function signText(text: string, privateKey: string): string {
  if (text.startsWith(CODE))
    throw new HalleyError(
      'REQUEST_INVALID',
      `a text that begins with ${JSON.stringify(CODE)} is signed as code alone`
    )
  return sign(null, Buffer.from(text), privateKeyOf(privateKey)).toString('base64url')
}

/** Signatures whose verdict is remembered: one is looked at by every run of its code. */
const REMEMBERED = 1_024

export class Operators {
  readonly #keys = new Map<string, KeyObject>()
  readonly #verdicts = new LruMap<string, boolean>(REMEMBERED)

  /**
   * @param keys public keys of operators
   * @param revoked those of them that count no more
   * @throws HalleyError OPERATOR_KEY_INVALID
   */
  constructor(keys: readonly string[], revoked: readonly string[]) {
    for (const key of keys) this.#keys.set(key, publicKeyOf(key))
    for (const key of revoked) {
      publicKeyOf(key)
      this.#keys.delete(key)
    }
  }

  /** Whether an operator has signed the code with this SHA-256, in hex. */
  hasSigned(hash: string, signature: string | undefined): boolean {
    if (signature === undefined || this.#keys.size === 0) return false
    const name = `${hash} ${signature}`
    const known = this.#verdicts.get(name)
    if (known !== undefined) return known
    const verdict = this.#verify(hash, signature)
    this.#verdicts.set(name, verdict)
    return verdict
  }

  #verify(hash: string, signature: string): boolean {
    if (signature.length > SIGNATURE_CHARACTERS) return false
    const [name = '', bytes = ''] = signature.split('.')
    const key = this.#keys.get(name)
    return key !== undefined && verify(null, signed(hash), key, Buffer.from(bytes, 'base64url'))
  }
}

/** What is signed of code begins with it, so that no other signature is one of code. */
const CODE = 'halley code 1\n'

function signed(hash: string): Buffer {
  return Buffer.from(`${CODE}${hash}`)
}

function textOf(key: KeyObject): string {
  return key.export({ format: 'jwk' }).x as string
}

function publicKeyOf(text: string): KeyObject {
  try {
    if (!/^[\w-]{43}$/.test(text)) throw new Error('43 characters are wanted, of base64url')
    return createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: text }, format: 'jwk' })
  } catch (error) {
    throw invalid(`"${text.slice(0, 80)}" is no operator's public key: ${(error as Error).message}`)
  }
}

function privateKeyOf(text: string): KeyObject {
  let key: KeyObject
  try {
    key = createPrivateKey(text)
  } catch {
    throw invalid("this is no operator's private key; halley keygen makes one")
  }
  if (key.asymmetricKeyType !== 'ed25519')
    throw invalid(`a key of type ${key.asymmetricKeyType}; Ed25519 is wanted`)
  return key
}

function invalid(message: string): HalleyError {
  return new HalleyError('OPERATOR_KEY_INVALID', message)
}
