// @ts-nocheck
// biome-ignore-all lint: the programs are odd on purpose
// Numbers: formatting, parsing, integers that overflow, Math.
import type { Programs } from './program.ts'

export const NUMBERS: Programs = {
  'shortest text of doubles, and back': () => {
    const view = new DataView(new ArrayBuffer(8))
    let lo = 1,
      hi = 2,
      hash = 0,
      wrong = 0
    const samples = []
    for (let i = 0; i < 2000; i++) {
      lo = (Math.imul(lo ^ (lo << 13), 1664525) + 1013904223) | 0
      hi = (Math.imul(hi, 69069) + lo) | 0
      view.setInt32(0, hi)
      view.setInt32(4, lo)
      const x = view.getFloat64(0)
      const s = String(x)
      if (!Object.is(Number(s), x) && x === x) wrong++
      for (let j = 0; j < s.length; j++) hash = (hash * 31 + s.charCodeAt(j)) | 0
      if (i % 200 === 0) samples.push(s)
    }
    return [hash, wrong, samples]
  },
  'doubles at the edges': () =>
    [
      5e-324,
      2.2250738585072014e-308,
      2.225073858507201e-308,
      1.7976931348623157e308,
      2 ** 53,
      2 ** 53 + 2,
      2 ** 63,
      1e21,
      1e21 - 65537,
      123456789012345680000,
      1e-6,
      1e-7,
      0.1 + 0.2,
      4.35,
      0.000001234,
      1.005,
      9007199254740993,
      5e-7,
      100,
      -0,
      1 / 3,
      2 / 3,
      1e23,
      8.41e21,
      9.5e-10,
      4.9406564584124654e-324,
      299792458.123456789
    ].map((x) => [String(x), JSON.stringify(x), x.toString(2).length]),
  toFixed: () =>
    [
      0,
      0.5,
      1.5,
      2.5,
      1.005,
      1.45,
      -1.5,
      123.456,
      1e20,
      1e21,
      0.000001,
      1.23e-10,
      999.995,
      NaN,
      -0.0000001,
      10.235
    ].map((x) => [0, 1, 2, 7, 20].map((d) => x.toFixed(d))),
  toPrecision: () =>
    [0, 1, 123.456, 0.00012345, 1e21, 123456, 1.25, 1.35, 99.99, 5e-324, -1.5, 1e-7].map((x) =>
      [1, 2, 3, 6, 21, 50].map((d) => x.toPrecision(d))
    ),
  toExponential: () =>
    [0, 1, 123456, 0.00015, 1e300, 5e-324, -12.5, 99.5, NaN, Infinity].map((x) =>
      [undefined, 0, 1, 4, 20].map((d) => x.toExponential(d))
    ),
  'formatting a sweep': () => {
    let hash = 0
    for (let i = 0; i < 400; i++) {
      const x = ((i - 200) * 1.37 ** (i % 40)) / 7
      for (const s of [x.toFixed(i % 15), x.toPrecision(1 + (i % 20)), x.toExponential(i % 18)])
        for (let j = 0; j < s.length; j++) hash = ((hash * 33) ^ s.charCodeAt(j)) | 0
    }
    return hash
  },
  radix: () =>
    [
      [255, 16],
      [255, 2],
      [-255, 36],
      [0.5, 2],
      [0.1, 3],
      [1e21, 36],
      [123.456, 7],
      [2 ** 53 - 1, 32],
      [1 / 3, 16],
      [-0, 2],
      [1e-7, 10],
      [NaN, 2],
      [Infinity, 36],
      [1e100, 16],
      [0.000001, 36],
      [4294967296.5, 8]
    ].map(([x, r]) => x.toString(r)),
  'parseFloat and parseInt': () => [
    [
      '12px',
      ' 3.5e2x',
      '.5.5',
      '-.5',
      '+1',
      '1e',
      '1e+',
      '0x1f',
      'Infinityx',
      '-Infinity',
      'infinity',
      '',
      'e5',
      '1_000',
      '00012',
      '1e1000',
      '-0',
      '５',
      '\u00a012'
    ].map((s) => [parseFloat(s), parseInt(s)]),
    [
      ['z', 36],
      ['ff', 16],
      ['0xff', 16],
      ['0xff', 10],
      ['12', 2],
      ['102', 2],
      ['9', 8],
      ['11', 37],
      ['11', 1],
      ['11', 0],
      ['11', '3'],
      ['123', 4294967298],
      ['-f', 16],
      ['9007199254740993', 10],
      ['1'.repeat(400), 10],
      ['zzzzzzzzzzzzzz', 36]
    ].map(([s, r]) => parseInt(s, r)),
    parseInt(null, 36),
    parseInt(1e21),
    parseInt(0.0000005),
    parseInt([12, 3])
  ],
  'Number of anything': () =>
    [
      '',
      ' ',
      '12',
      '1,2',
      '0x1F',
      '0o17',
      '0b101',
      '-0x1',
      '1e3',
      '.',
      '+.5',
      '5.',
      'Infinity',
      '-infinity',
      '1_0',
      '\n42\t',
      '0x',
      '1n',
      true,
      null,
      undefined,
      [],
      [5],
      [1, 2],
      {},
      new Date(5),
      123n,
      '-',
      '- 1',
      '1e-400',
      '0.1e1',
      '9'.repeat(309),
      '1' + '0'.repeat(22) + '1'
    ].map((x) => Number(x)),
  'decimal parsing that needs care': () =>
    [
      '0.1',
      '0.30000000000000004',
      '9007199254740993',
      '9007199254740992.999999999',
      '2.2250738585072011e-308',
      '1.00000000000000011102230246251565404236316680908203125',
      '1.00000000000000011102230246251565404236316680908203124',
      '179769313486231580793728971405303415079934132710037826936173778980444968292764750946649017977587207096330286416692887910946555547851940402630657488671505820681908902000708383676273854845817711531764475730270069855571366959622842914819860834936475292719074168444365510704342711559699508093042880',
      '5e-324',
      '2.4703282292062328e-324',
      '2.4703282292062327e-324',
      '123456789.123456789e-30',
      '0.' + '0'.repeat(400) + '1',
      '6.631236846766476e-316'
    ].map((s) => String(Number(s))),
  'int32 overflows into doubles': () => {
    let a = 2147483647,
      b = -2147483648,
      c = 65536
    const out = [
      a + 1,
      b - 1,
      c * c,
      -b,
      a * 2,
      a + a,
      b + b,
      a++ + 1,
      a,
      b-- - 1,
      b,
      c * c * c * c,
      -0 * 5,
      0 * -1,
      a | 0,
      ~b
    ]
    let p = 1
    for (let i = 0; i < 70; i++) p *= 3
    let s = 2147483600
    for (let i = 0; i < 100; i++) s++
    let d = -2147483600
    for (let i = 0; i < 100; i++) d--
    return [...out, p, s, d, 1 / (0 * -1), -2147483648 / -1, -2147483648 % -1, 2147483647 % 2, (1e9 * 3) | 0]
  },
  'bit operations': () => [
    1 << 31,
    1 << 32,
    1 << -1,
    -1 >>> 0,
    -1 >> 31,
    -1 >>> 31,
    (2 ** 32) | 0,
    (2 ** 53) | 0,
    1e20 | 0,
    NaN | 0,
    -1.9 | 0,
    0xdeadbeef ^ 0x12345678,
    ~~3.7,
    5 & -2,
    (0x80000000 | 0) >> 4,
    '7' << '1',
    null | undefined,
    4294967295 >>> 0,
    4294967296.5 >>> 0,
    Infinity >> 1,
    [1] << 1,
    ~NaN,
    -(1 << 31),
    (1 << 31) >>> 0
  ],
  'bit twiddling': () => {
    const popcount = (x) => {
      x -= (x >>> 1) & 0x55555555
      x = (x & 0x33333333) + ((x >>> 2) & 0x33333333)
      return Math.imul((x + (x >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24
    }
    const reverse = (x) => {
      let r = 0
      for (let i = 0; i < 32; i++) r = (r << 1) | ((x >>> i) & 1)
      return r >>> 0
    }
    const rotl = (x, n) => ((x << n) | (x >>> (32 - n))) >>> 0
    let x = 0x9e3779b9,
      h = 0
    for (let i = 0; i < 300; i++) {
      x ^= x << 13
      x ^= x >>> 17
      x ^= x << 5
      h = Math.imul(h ^ popcount(x) ^ reverse(x) ^ rotl(x, i % 32), 16777619)
    }
    return [x, h, popcount(-1), reverse(1), rotl(0x80000001, 4), Math.clz32(x), Math.clz32(0)]
  },
  'mixed arithmetic': () => {
    let s = 0
    for (let i = 0; i < 500; i++) s = (s * 31 + i ** 2) % 1000003
    return [
      s,
      0.1 + 0.2,
      (7 / 2) | 0,
      -7 % 3,
      2 ** 0.5,
      5.5 % 2.5,
      -5.5 % 2.5,
      5 % 0,
      0 / 0,
      1 / 0,
      -1 / 0,
      Infinity - Infinity,
      Infinity % 2,
      2 % Infinity,
      0 ** 0,
      NaN ** 0,
      1 ** Infinity,
      (-8) ** (1 / 3),
      10 ** 308 * 10,
      1e308 + 1e308,
      2 ** -1074,
      2 ** -1075,
      -0 + -0,
      -0 + 0,
      0 - 0,
      -0 - 0,
      4 % -2,
      -4 % 2
    ]
  },
  'a floating point walk': () => {
    let x = 0.5,
      sum = 0,
      c = 0
    for (let i = 0; i < 3000; i++) {
      x = 3.99 * x * (1 - x)
      const y = x - c
      const t = sum + y
      c = t - sum - y
      sum = t
    }
    return [x, sum, c, Math.fround(x), x.toString(36)]
  },
  'Math: rounding': () =>
    [
      2.5,
      -2.5,
      0.5,
      -0.5,
      1.4999999999999999,
      0.49999999999999994,
      -0.2,
      4503599627370495.5,
      9007199254740991,
      -0,
      NaN,
      Infinity,
      1e300
    ].map((x) => [
      Math.round(x),
      Math.floor(x),
      Math.ceil(x),
      Math.trunc(x),
      Math.sign(x),
      Math.fround(x),
      Math.abs(x)
    ]),
  'Math: transcendental functions': () =>
    [0.001, 0.5, 1, 1.5, 2.718281828, 10, 100.25, 1e6, -0.7, -3].map((x) =>
      [
        'sin',
        'cos',
        'tan',
        'asin',
        'acos',
        'atan',
        'sinh',
        'cosh',
        'tanh',
        'asinh',
        'acosh',
        'atanh',
        'exp',
        'expm1',
        'log',
        'log2',
        'log10',
        'log1p',
        'sqrt',
        'cbrt'
      ].map((f) => Math[f](x))
    ),
  'Math: zeros, infinities, several arguments': () => [
    Math.max(),
    Math.min(),
    Math.max(-0, 0),
    Math.min(0, -0),
    Math.max(1, NaN),
    Math.max('3', [4], null),
    Math.hypot(),
    Math.hypot(3, 4, 12),
    Math.hypot(Infinity, NaN),
    Math.hypot(1e200, 1e200),
    Math.atan2(0, -0),
    Math.atan2(-0, -1),
    Math.atan2(1, Infinity),
    Math.pow(2, 0.5),
    Math.pow(-0, -1),
    Math.pow(-0, -2),
    Math.pow(1, NaN),
    Math.imul(0xffffffff, 5),
    Math.imul(2 ** 31, 2),
    Math.clz32(0.5),
    Math.sign(-0),
    Math.f16round(1.337),
    Math.sumPrecise([1e20, 0.1, -1e20]),
    Math.sumPrecise([]),
    Math.log2(8),
    Math.log10(1000),
    Math.cbrt(-27),
    attempt(() => Math.max(1n)),
    attempt(() => Math.sumPrecise([1, '2'])),
    Math.E,
    Math.LN10,
    Math.SQRT1_2
  ],
  'the constants and tests of Number': () => [
    Number.EPSILON,
    Number.MAX_VALUE,
    Number.MIN_VALUE,
    Number.MIN_SAFE_INTEGER,
    [1, 1.5, '1', NaN, Infinity, 2 ** 53, 2 ** 53 - 1, -0, null].map((x) => [
      Number.isInteger(x),
      Number.isSafeInteger(x),
      Number.isFinite(x),
      Number.isNaN(x),
      isNaN(x),
      isFinite(x)
    ]),
    Number.parseFloat === parseFloat,
    Object.is(Number('-0'), -0),
    (25).toString(36),
    (1e21).toLocaleString(),
    (1234.5).toLocaleString(),
    (0.1).valueOf()
  ],
  // biome-ignore format: its spelling is what it tests
  'literals of every form': () => [0xff, 0XFf, 0o17, 0O7, 0b101, 0B11, 1_000_000, .5, 5., 1e3, 1E-3, 0xFF_FF, 0.000_1, 123n, 0x1Fn, 0.1e-6,
    1e309, 9007199254740993, 1..toString(), 1.5.toFixed(), 5 .toString(), 1.e2, .1E+2, 0.0000000000000000000000001,
    (0, eval)('[010, 09, 08.5, 0777, 1e309]')],
  'integers to text and back, many': () => {
    let h = 0
    for (let i = 0; i < 1000; i++) {
      const n = Math.imul(i, 2654435761)
      const s = String(n) + n.toString(16) + (n >>> 0).toString(2) + n / 4 + n * 1e10
      if (+String(n) !== n || parseInt((n >>> 0).toString(36), 36) !== n >>> 0) return `wrong at ${n}`
      for (let j = 0; j < s.length; j++) h = (h * 31 + s.charCodeAt(j)) | 0
    }
    return h
  },
  'continued fractions, gcd and rational sums': () => {
    const gcd = (a, b) => (b ? gcd(b, a % b) : a)
    const fraction = (x, n) => {
      const parts = []
      while (n-- && Number.isFinite(x)) {
        parts.push(Math.floor(x))
        x = 1 / (x - Math.floor(x))
      }
      return parts
    }
    let [p, q] = [0, 1]
    for (let i = 1; i <= 20; i++) {
      ;[p, q] = [p * i + q, q * i]
      const g = gcd(p, q)
      p /= g
      q /= g
    }
    return [fraction(Math.PI, 10), fraction(Math.SQRT2, 12), fraction(0.375, 5), p, q, p / q]
  }
}
