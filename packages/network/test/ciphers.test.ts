/** The channel's cryptography, held against an implementation in plain JavaScript. */
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { describe, it } from 'node:test'
import { pureJsCrypto } from '@chainsafe/libp2p-noise'
import { Uint8ArrayList } from 'uint8arraylist'
import { channelCrypto } from '../src/ciphers.ts'

const [key, nonce, ad] = [randomBytes(32), randomBytes(12), new Uint8Array(0)]
type Bytes = Parameters<typeof pureJsCrypto.chaCha20Poly1305Encrypt>[0]
const sealed = (crypto: typeof pureJsCrypto, plain: Bytes, by = key): Uint8Array =>
  crypto.chaCha20Poly1305Encrypt(plain, nonce, ad, by).subarray()
const opened = (crypto: typeof pureJsCrypto, bytes: Bytes, by = key): Uint8Array =>
  crypto.chaCha20Poly1305Decrypt(bytes, nonce, ad, by).subarray()
const inPieces = (bytes: Uint8Array): Bytes =>
  new Uint8ArrayList(bytes.subarray(0, 1), bytes.subarray(1, 1), bytes.subarray(1)) as unknown as Bytes

describe('ciphers of the channel', () => {
  it('each opens what the other sealed', () => {
    for (const size of [0, 1, 12, 500, 5_000, 65_519]) {
      const plain = randomBytes(size)
      assert.deepEqual(Buffer.from(sealed(channelCrypto, plain)), Buffer.from(sealed(pureJsCrypto, plain)))
      assert.deepEqual(Buffer.from(opened(channelCrypto, sealed(pureJsCrypto, plain))), plain)
    }
  })

  it('what comes in several pieces is sealed and opened as if it came in one', () => {
    for (const size of [2, 60, 5_000, 65_519, 70_000]) {
      const plain = randomBytes(size)
      const whole = sealed(channelCrypto, plain)
      assert.deepEqual(sealed(channelCrypto, inPieces(plain)), whole)
      assert.deepEqual(Buffer.from(opened(channelCrypto, inPieces(whole))), plain)
    }
  })

  it('what comes out is no Buffer, whose slices are no copies', () => {
    const bytes = channelCrypto.chaCha20Poly1305Encrypt(randomBytes(40), nonce, ad, key)
    assert.equal(Object.getPrototypeOf(bytes), Uint8Array.prototype)
    const plain = channelCrypto.chaCha20Poly1305Decrypt(bytes, nonce, ad, key)
    assert.equal(Object.getPrototypeOf(plain), Uint8Array.prototype)
  })

  it('what was changed, cut off or sealed with another key is refused', () => {
    const bytes = sealed(channelCrypto, randomBytes(40))
    for (let at = 0; at < bytes.length; at++) {
      const changed = Buffer.from(bytes)
      changed[at] = (changed[at] as number) ^ 1
      assert.throws(() => opened(channelCrypto, changed))
    }
    for (let length = 0; length < bytes.length; length++)
      assert.throws(() => opened(channelCrypto, bytes.subarray(0, length)))
    assert.throws(() => opened(channelCrypto, bytes, randomBytes(32)))
  })

  it('keys agree with those of the other', () => {
    const [a, b] = [channelCrypto.generateX25519KeyPair(), pureJsCrypto.generateX25519KeyPair()]
    const secret = channelCrypto.generateX25519SharedKey(a.privateKey, b.publicKey)
    assert.deepEqual(
      Buffer.from(secret),
      Buffer.from(pureJsCrypto.generateX25519SharedKey(b.privateKey, a.publicKey))
    )
  })

  it('a public key that agrees on nothing is refused', () => {
    const { privateKey } = channelCrypto.generateX25519KeyPair()
    assert.throws(() => channelCrypto.generateX25519SharedKey(privateKey, new Uint8Array(32)))
  })
})
