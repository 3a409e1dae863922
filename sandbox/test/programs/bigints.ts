// @ts-nocheck
// biome-ignore-all lint: the programs are odd on purpose
// Big integers.
import type { Programs } from './program.ts'

export const BIGINTS: Programs = {
  'factorials, divisions and shifts': () => {
    let f = 1n
    for (let i = 1n; i < 60n; i++) f *= i
    return [
      f,
      f / 12345n,
      f % 1000000007n,
      -f >> 40n,
      -f / 7n,
      -f % 7n,
      f << 3n,
      f >> 300n,
      f > 10n,
      f & 0xffffn,
      f | 1n,
      f ^ -1n,
      ~f,
      -(-f) === f
    ]
  },
  'negative numbers and rounding towards zero': () => {
    const out = []
    for (const a of [7n, -7n, 0n, 2n ** 64n, -(2n ** 64n)])
      for (const b of [2n, -2n, 3n, -1n, 2n ** 32n]) out.push([a / b, a % b, a & b, a | b, a ^ b])
    return [out, -1n >> 100n, 1n << 70n, -5n >> 1n, 5n >> -2n, -1n << -1n]
  },
  'asIntN and asUintN': () =>
    [0, 1, 8, 32, 63, 64, 65, 100].map((n) => [
      BigInt.asIntN(n, -1n),
      BigInt.asUintN(n, -1n),
      BigInt.asIntN(n, 2n ** 63n + 5n),
      BigInt.asUintN(n, 2n ** 63n + 5n),
      BigInt.asIntN(n, -(2n ** 64n) - 7n)
    ]),
  'mixing and comparing with numbers': () => [
    1n == 1,
    1n === 1,
    2n > 1,
    1n < 1.5,
    9007199254740993n == 9007199254740992,
    9007199254740993n > 9007199254740992,
    0n == '',
    10n == '10',
    1n == '1x',
    5n < '6',
    5n < 'x',
    [3n, 1, 2n].sort((a, b) => (a < b ? -1 : 1)),
    0n ? 1 : 2,
    !0n,
    1n && 'and',
    attempt(() => 1n + 1),
    attempt(() => Math.sqrt(4n)),
    attempt(() => 1n >>> 0n),
    attempt(() => 2n ** -1n),
    attempt(() => 1n / 0n),
    attempt(() => 0n % 0n),
    2n ** 0n,
    1n + '1',
    typeof Object(1n),
    Number(2n ** 64n),
    Number(-(2n ** 1100n)),
    parseInt('5n')
  ],
  'text of big integers': () => {
    const x = 123456789n ** 20n
    return [
      String(x),
      x.toString(2).length,
      x.toString(16),
      x.toString(36),
      (-x).toString(7).slice(0, 20),
      BigInt(x.toString()) === x,
      BigInt(`0x${x.toString(16)}`) === x,
      BigInt('  12  '),
      BigInt(''),
      BigInt('0b101'),
      BigInt('0o17'),
      attempt(() => BigInt('1.5')),
      attempt(() => BigInt('-0x1')),
      attempt(() => BigInt(undefined)),
      BigInt(true),
      BigInt(1e21),
      attempt(() => BigInt(NaN)),
      1234567n.toLocaleString(),
      attempt(() => x.toString(1)),
      attempt(() => new BigInt(1)),
      attempt(() => JSON.stringify(1n))
    ]
  },
  'fibonacci a thousand and its digits': () => {
    let a = 0n,
      b = 1n
    for (let i = 0; i < 1000; i++) [a, b] = [b, a + b]
    const digits = String(a)
    return [
      digits.length,
      digits.slice(0, 20),
      digits.slice(-20),
      [...digits].reduce((s, d) => s + +d, 0),
      a % 997n,
      a & 0xffffffffn
    ]
  },
  'modular powers, primes and roots': () => {
    const pow = (b, e, m) => {
      let r = 1n
      b %= m
      while (e > 0n) {
        if (e & 1n) r = (r * b) % m
        b = (b * b) % m
        e >>= 1n
      }
      return r
    }
    const probable = (n) =>
      [2n, 3n, 5n, 7n, 11n, 13n].every((a) => {
        let d = n - 1n,
          s = 0
        while (!(d & 1n)) {
          d >>= 1n
          s++
        }
        let x = pow(a, d, n)
        if (x === 1n || x === n - 1n) return true
        while (--s > 0) {
          x = (x * x) % n
          if (x === n - 1n) return true
        }
        return false
      })
    const root = (n) => {
      let x = 1n << BigInt((n.toString(2).length + 1) >> 1)
      for (;;) {
        const y = (x + n / x) >> 1n
        if (y >= x) return x
        x = y
      }
    }
    const egcd = (a, b) => (b ? (([g, x, y]) => [g, y, x - (a / b) * y])(egcd(b, a % b)) : [a, 1n, 0n])
    return [
      pow(3n, 10n ** 20n, 10n ** 9n + 7n),
      probable(2n ** 61n - 1n),
      probable(2n ** 67n - 1n),
      probable(2n ** 89n - 1n),
      root(2n * 10n ** 60n),
      egcd(240n, 46n),
      egcd(2n ** 70n, 3n ** 40n)
    ]
  },
  'pi and e to a hundred digits': () => {
    const one = 10n ** 110n
    const arctan = (x) => {
      let t = one / x,
        s = t,
        n = 3n,
        sign = -1n
      while (t) {
        t /= x * x
        s += sign * (t / n)
        n += 2n
        sign = -sign
      }
      return s
    }
    let e = 0n,
      term = one
    for (let i = 1n; term; i++) {
      e += term
      term /= i
    }
    return [String(4n * (4n * arctan(5n) - arctan(239n))).slice(0, 101), String(e).slice(0, 101)]
  },
  'karatsuba agrees with the engine': () => {
    const mul = (x, y) => {
      if (x < 1n << 64n || y < 1n << 64n) return x * y
      const n = BigInt(Math.max(x.toString(2).length, y.toString(2).length) >> 1)
      const [a, b, c, d] = [x >> n, x & ((1n << n) - 1n), y >> n, y & ((1n << n) - 1n)]
      const ac = mul(a, c),
        bd = mul(b, d)
      return (ac << (2n * n)) + ((mul(a + b, c + d) - ac - bd) << n) + bd
    }
    const x = 7n ** 300n + 12345n,
      y = 11n ** 250n + 6789n
    return [mul(x, y) === x * y, (x * y) % 1000000007n, (x * y) / y === x]
  }
}
