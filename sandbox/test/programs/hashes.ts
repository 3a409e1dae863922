// @ts-nocheck
// biome-ignore-all lint: the programs are odd on purpose
// Hashes, checksums, ciphers and generators of numbers, by hand.
import type { Programs } from './program.ts'

export const HASHES: Programs = {
  'SHA-256': () => {
    const primes = []
    for (let n = 2; primes.length < 64; n++) if (primes.every((p) => n % p)) primes.push(n)
    const part = (x) => ((x - Math.floor(x)) * 2 ** 32) | 0
    const K = primes.map((p) => part(Math.cbrt(p))),
      H0 = primes.slice(0, 8).map((p) => part(Math.sqrt(p)))
    const rotr = (x, n) => (x >>> n) | (x << (32 - n))
    const sha = (text) => {
      const bytes = [...unescape(encodeURIComponent(text))].map((c) => c.charCodeAt(0))
      const length = bytes.length * 8
      bytes.push(0x80)
      while (bytes.length % 64 !== 56) bytes.push(0)
      for (let i = 7; i >= 0; i--) bytes.push(Math.floor(length / 2 ** (8 * i)) & 255)
      const H = [...H0]
      for (let at = 0; at < bytes.length; at += 64) {
        const w = Array.from(
          { length: 16 },
          (_, i) =>
            (bytes[at + 4 * i] << 24) |
            (bytes[at + 4 * i + 1] << 16) |
            (bytes[at + 4 * i + 2] << 8) |
            bytes[at + 4 * i + 3]
        )
        for (let i = 16; i < 64; i++) {
          const a = w[i - 15],
            b = w[i - 2]
          w[i] =
            (w[i - 16] +
              (rotr(a, 7) ^ rotr(a, 18) ^ (a >>> 3)) +
              w[i - 7] +
              (rotr(b, 17) ^ rotr(b, 19) ^ (b >>> 10))) |
            0
        }
        let [a, b, c, d, e, f, g, h] = H
        for (let i = 0; i < 64; i++) {
          const t = (h + (rotr(e, 6) ^ rotr(e, 11) ^ rotr(e, 25)) + ((e & f) ^ (~e & g)) + K[i] + w[i]) | 0,
            u = ((rotr(a, 2) ^ rotr(a, 13) ^ rotr(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0
          h = g
          g = f
          f = e
          e = (d + t) | 0
          d = c
          c = b
          b = a
          a = (t + u) | 0
        }
        ;[a, b, c, d, e, f, g, h].forEach((x, i) => {
          H[i] = (H[i] + x) | 0
        })
      }
      return H.map((x) => (x >>> 0).toString(16).padStart(8, '0')).join('')
    }
    return ['', 'abc', 'größer 😀', 'a'.repeat(200)].map(sha)
  },
  MD5: () => {
    const K = Array.from({ length: 64 }, (_, i) => Math.floor(2 ** 32 * Math.abs(Math.sin(i + 1))) | 0)
    const S = [7, 12, 17, 22, 5, 9, 14, 20, 4, 11, 16, 23, 6, 10, 15, 21]
    const md5 = (text) => {
      const n = text.length
      const w = new Int32Array(((n + 8) >> 6) * 16 + 16)
      for (let i = 0; i < n; i++) w[i >> 2] |= text.charCodeAt(i) << (8 * (i % 4))
      w[n >> 2] |= 0x80 << (8 * (n % 4))
      w[w.length - 2] = n * 8
      let h = [0x67452301, 0xefcdab89 | 0, 0x98badcfe | 0, 0x10325476]
      for (let at = 0; at < w.length; at += 16) {
        let [a, b, c, d] = h
        for (let i = 0; i < 64; i++) {
          const r = i >> 4
          const [f, g] =
            r === 0
              ? [(b & c) | (~b & d), i]
              : r === 1
                ? [(d & b) | (~d & c), (5 * i + 1) % 16]
                : r === 2
                  ? [b ^ c ^ d, (3 * i + 5) % 16]
                  : [c ^ (b | ~d), (7 * i) % 16]
          const x = (a + f + K[i] + w[at + g]) | 0,
            s = S[4 * r + (i % 4)]
          ;[a, d, c, b] = [d, c, b, (b + ((x << s) | (x >>> (32 - s)))) | 0]
        }
        h = [h[0] + a, h[1] + b, h[2] + c, h[3] + d].map((x) => x | 0)
      }
      return [...new Uint8Array(Int32Array.from(h).buffer)]
        .map((x) => x.toString(16).padStart(2, '0'))
        .join('')
    }
    return ['', 'message digest', 'x'.repeat(130)].map(md5)
  },
  'CRC32, Adler and FNV': () => {
    const table = Uint32Array.from({ length: 256 }, (_, n) => {
      for (let k = 0; k < 8; k++) n = n & 1 ? 0xedb88320 ^ (n >>> 1) : n >>> 1
      return n
    })
    const crc = (s) => {
      let c = -1
      for (let i = 0; i < s.length; i++) c = table[(c ^ s.charCodeAt(i)) & 255] ^ (c >>> 8)
      return (c ^ -1) >>> 0
    }
    const adler = (s) => {
      let a = 1,
        b = 0
      for (const c of s) {
        a = (a + c.charCodeAt(0)) % 65521
        b = (b + a) % 65521
      }
      return ((b << 16) | a) >>> 0
    }
    const fnv = (s) =>
      [...s].reduce(
        (h, c) => BigInt.asUintN(64, (h ^ BigInt(c.charCodeAt(0))) * 0x100000001b3n),
        0xcbf29ce484222325n
      )
    return ['123456789', 'hello world', 'z'.repeat(1000)].map((s) => [crc(s), adler(s), fnv(s)])
  },
  'SipHash on big integers': () => {
    const M = (1n << 64n) - 1n,
      rotl = (x, n) => ((x << n) | (x >> (64n - n))) & M
    const sip = (k0, k1, bytes) => {
      let v = [
        k0 ^ 0x736f6d6570736575n,
        k1 ^ 0x646f72616e646f6dn,
        k0 ^ 0x6c7967656e657261n,
        k1 ^ 0x7465646279746573n
      ]
      const round = () => {
        let [a, b, c, d] = v
        a = (a + b) & M
        b = rotl(b, 13n) ^ a
        a = rotl(a, 32n)
        c = (c + d) & M
        d = rotl(d, 16n) ^ c
        a = (a + d) & M
        d = rotl(d, 21n) ^ a
        c = (c + b) & M
        b = rotl(b, 17n) ^ c
        c = rotl(c, 32n)
        v = [a, b, c, d]
      }
      const n = bytes.length
      const padded = [...bytes, ...Array(7 - (n % 8)).fill(0), n & 255]
      for (let i = 0; i < padded.length; i += 8) {
        let m = 0n
        for (let j = 7; j >= 0; j--) m = (m << 8n) | BigInt(padded[i + j])
        v[3] ^= m
        round()
        round()
        v[0] ^= m
      }
      v[2] ^= 0xffn
      for (let i = 0; i < 4; i++) round()
      return (v[0] ^ v[1] ^ v[2] ^ v[3]).toString(16)
    }
    return [
      sip(
        0x0706050403020100n,
        0x0f0e0d0c0b0a0908n,
        Array.from({ length: 15 }, (_, i) => i)
      ),
      sip(1n, 2n, [])
    ]
  },
  'RC4 and a Vigenère cipher': () => {
    const rc4 = (key, text) => {
      const s = Uint8Array.from({ length: 256 }, (_, i) => i)
      for (let i = 0, j = 0; i < 256; i++) {
        j = (j + s[i] + key.charCodeAt(i % key.length)) & 255
        ;[s[i], s[j]] = [s[j], s[i]]
      }
      let i = 0,
        j = 0
      return Array.from(text, (c) => {
        i = (i + 1) & 255
        j = (j + s[i]) & 255
        ;[s[i], s[j]] = [s[j], s[i]]
        return (c.charCodeAt(0) ^ s[(s[i] + s[j]) & 255]).toString(16).padStart(2, '0')
      }).join('')
    }
    const shift = (text, key, sign) =>
      text.replace(/[a-z]/g, (c, i) =>
        String.fromCharCode(
          ((c.charCodeAt(0) - 97 + sign * (key.charCodeAt(i % key.length) - 97) + 26) % 26) + 97
        )
      )
    const secret = shift('attack at dawn', 'lemon', 1)
    return [rc4('Key', 'Plaintext'), rc4('Wiki', 'pedia'), secret, shift(secret, 'lemon', -1)]
  },
  'a Mersenne twister': () => {
    const mt = new Uint32Array(624)
    mt[0] = 5489
    for (let i = 1; i < 624; i++) mt[i] = Math.imul(1812433253, mt[i - 1] ^ (mt[i - 1] >>> 30)) + i
    let at = 624
    const draw = () => {
      if (at === 624) {
        for (let i = 0; i < 624; i++) {
          const y = (mt[i] & 0x80000000) | (mt[(i + 1) % 624] & 0x7fffffff)
          mt[i] = mt[(i + 397) % 624] ^ (y >>> 1) ^ (y & 1 ? 0x9908b0df : 0)
        }
        at = 0
      }
      let y = mt[at++]
      y ^= y >>> 11
      y ^= (y << 7) & 0x9d2c5680
      y ^= (y << 15) & 0xefc60000
      return (y ^ (y >>> 18)) >>> 0
    }
    const first = [draw(), draw(), draw()]
    for (let i = 3; i < 999; i++) draw()
    return [first, draw()]
  }
}
