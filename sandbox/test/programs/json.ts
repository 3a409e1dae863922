// @ts-nocheck
// biome-ignore-all lint: the programs are odd on purpose
// JSON.
import type { Programs } from './program.ts'

export const JSON_PROGRAMS: Programs = {
  'what stringify drops, keeps and converts': () => [
    JSON.stringify({
      a: [1, { b: null }],
      u: undefined,
      d: '\u2028',
      f() {},
      s: Symbol(),
      n: NaN,
      i: -Infinity,
      z: -0,
      date: new Date(0),
      box: [new Number(1), new String('s'), new Boolean(false)],
      m: new Map([[1, 2]]),
      e: new Error('x'),
      l: [undefined, () => {}, Symbol()],
      r: /x/
    }),
    JSON.stringify(undefined),
    JSON.stringify(() => {}),
    JSON.stringify(null),
    JSON.stringify('\ud800\u0007"\\/\u007f\u0000'),
    JSON.stringify({ toJSON: () => undefined }),
    JSON.stringify([, 1]),
    JSON.stringify(Object.create({ inherited: 1 }, { hidden: { value: 1 } })),
    JSON.stringify(new Uint8Array([1, 2])),
    JSON.stringify(1e21)
  ],
  indentation: () =>
    [
      undefined,
      0,
      1,
      20,
      -3,
      2.9,
      '',
      '--',
      'more than ten characters',
      new Number(2),
      new String('>'),
      null,
      true
    ].map((indent) => JSON.stringify({ a: [1, [], {}, [{ b: 2 }]], c: 'd' }, null, indent)),
  replacers: () => {
    const log = []
    const o = { a: 1, b: { a: 2, c: [3, { a: 4 }] }, 1: 'one' }
    return [
      JSON.stringify(o, ['a', 'b', 'c', 'a', 1, new String('x'), {}]),
      JSON.stringify(o, function (k, v) {
        log.push([k, typeof v, Array.isArray(this)])
        return k === 'c' ? undefined : typeof v === 'number' ? v * 10 : v
      }),
      JSON.stringify(o, () => 5),
      JSON.stringify(o, (k, v) => (k === '' ? { replaced: v.a } : v)),
      JSON.stringify([1, 2], (k, v) => (k === '0' ? undefined : v)),
      JSON.stringify(o, 'not a replacer'),
      JSON.stringify(o, []),
      log
    ]
  },
  'toJSON and its key': () => {
    class Money {
      constructor(n) {
        this.n = n
      }
      toJSON(key) {
        return `${key}:${this.n}`
      }
    }
    const date = new Date(86400000)
    date.toISOString = () => 'own iso'
    return [
      JSON.stringify({ price: new Money(5), list: [new Money(6)] }),
      JSON.stringify(new Money(7)),
      JSON.stringify({ date }),
      JSON.stringify({ o: { toJSON: 5 } }),
      attempt(() =>
        JSON.stringify({
          toJSON() {
            throw new Error('in toJSON')
          }
        })
      ),
      JSON.stringify({ d: new Date(NaN) }),
      JSON.stringify(Object.assign(() => {}, { toJSON: () => 'function' }))
    ]
  },
  cycles: () => {
    const a = { name: 'a' }
    a.b = { list: [1, { back: a }] }
    const l = []
    l.push([l])
    const shared = { x: 1 }
    return [
      attempt(() => JSON.stringify(a)),
      attempt(() => JSON.stringify(l)),
      JSON.stringify([shared, shared]),
      JSON.stringify(a, (k, v) => (k === 'back' ? '[cycle]' : v))
    ]
  },
  'what parse accepts': () =>
    [
      '{"a":[1,2,{"b":1e3}]}',
      ' \t\n\r[ ] ',
      '"\\u00e9\\n\\/\\ud83d\\ude00"',
      '-0',
      '1E+2',
      '"\u2028"',
      'null',
      '{"a":1,"a":2}',
      '{"__proto__":{"x":1}}',
      '"\\ud800"',
      '[1e400,-1e400,5e-400]',
      '{"":0}',
      '123456789012345678901234567890'
    ].map((s) => JSON.parse(s)),
  'what parse refuses': () =>
    [
      '',
      '{',
      '[1,]',
      '{"a":}',
      "{'a':1}",
      '{a:1}',
      '01',
      '1.',
      '.5',
      '+1',
      '0x1',
      '"\n"',
      '"\\x41"',
      '"\\u12"',
      'nul',
      'NaN',
      'undefined',
      '[1 2]',
      '{"a" 1}',
      '1 2',
      '"abc',
      '\u00a0 1',
      '//x\n1',
      '[',
      '-',
      '1e',
      '{"a":1,}',
      '\ufeff1',
      'tru',
      '"\t"'
    ].map((s) => attempt(() => JSON.parse(s))),
  revivers: () => {
    const log = []
    const text = '{"a":[1,{"b":2}],"c":"x","d":null}'
    const walked = JSON.parse(text, function (k, v) {
      log.push([k, this === undefined ? 'none' : Array.isArray(this)])
      return k === 'b' ? undefined : typeof v === 'number' ? v + 1 : v
    })
    const date = JSON.parse('{"when":"1970-01-02T00:00:00.000Z"}', (k, v) => (k === 'when' ? new Date(v) : v))
    const changed = JSON.parse('{"x":1,"y":2}', function (k, v) {
      if (k === 'x') {
        delete this.y
        this.z = 3
      }
      return v
    })
    return [
      walked,
      log,
      date,
      changed,
      JSON.parse('[1,2,3]', (k, v) => (k === '1' ? undefined : v)),
      JSON.parse('5', (k, v) => [k, v])
    ]
  },
  'round trips of generated values': () => {
    let s = 3
    const draw = (n) => (s = (s * 48271) % 2147483647) % n
    const make = (d) => {
      const k = draw(d > 0 ? 8 : 5)
      return k === 0
        ? draw(1000) / 8 - 50
        : k === 1
          ? String.fromCharCode(...Array.from({ length: draw(6) }, () => draw(0xd7ff)))
          : k === 2
            ? draw(2) === 1
            : k === 3
              ? null
              : k === 4
                ? draw(1e9)
                : k < 6
                  ? Array.from({ length: draw(4) }, () => make(d - 1))
                  : Object.fromEntries(Array.from({ length: draw(4) }, () => [`k${draw(20)}`, make(d - 1)]))
    }
    let hash = 0,
      failures = 0
    for (let i = 0; i < 60; i++) {
      const v = make(4)
      const t = JSON.stringify(v)
      if (JSON.stringify(JSON.parse(t)) !== t || JSON.stringify(JSON.parse(JSON.stringify(v, null, 3))) !== t)
        failures++
      for (let j = 0; j < t.length; j++) hash = (hash * 31 + t.charCodeAt(j)) | 0
    }
    return [hash, failures, JSON.stringify(make(3))]
  },
  'canonical JSON and a structural diff': () => {
    const canonical = (v) =>
      Array.isArray(v)
        ? `[${v.map(canonical)}]`
        : v && typeof v === 'object'
          ? `{${Object.keys(v)
              .sort()
              .map((k) => `${JSON.stringify(k)}:${canonical(v[k])}`)}}`
          : JSON.stringify(v)
    const diff = (a, b, path = '') =>
      Object.is(a, b)
        ? []
        : typeof a !== 'object' || typeof b !== 'object' || !a || !b
          ? [[path, a, b]]
          : [...new Set([...Object.keys(a), ...Object.keys(b)])].flatMap((k) =>
              diff(a[k], b[k], `${path}/${k}`)
            )
    return [
      canonical({ b: [1, { z: 1, a: 'é' }], a: null }),
      diff({ a: 1, b: { c: [1, 2], d: 0 } }, { a: 1, b: { c: [1, 3, 4], d: -0 }, e: 'new' })
    ]
  }
}
