// @ts-nocheck
// biome-ignore-all lint: the programs are odd on purpose
// Declarations: scopes, hoisting, the temporal dead zone, labels, switch, and assignment.
import type { Programs } from './program.ts'

export const DECLARATIONS: Programs = {
  'temporal dead zone of let, const and class': () => {
    const out = []
    out.push(
      attempt(() => a),
      attempt(() => typeof b),
      attempt(() => new C()),
      attempt(() => (a = 5))
    )
    let a = 1
    const b = 2
    class C {}
    out.push(
      a,
      b,
      typeof C,
      attempt(() => {
        b = 3
      })
    )
    return out
  },
  'dead zone of default parameters': () => {
    const f = (a = b, b = 2) => [a, b]
    const g = (a, b = a, c = b + 1) => [a, b, c]
    return [attempt(() => f()), f(1), attempt(() => f(undefined, 3)), g(1), g(1, undefined, null)]
  },
  'var hoists, functions hoist further': () => {
    const seen = [typeof early, typeof late, late()]
    var early = 1
    var late = 2
    function late() {
      return 'function'
    }
    {
      function late() {
        return 'inner'
      }
      seen.push(late())
    }
    return [...seen, early, late]
  },
  'each turn of a loop has its own let': () => {
    const closures = []
    for (let i = 0; i < 4; i++) {
      closures.push(() => i++ * 10)
      if (i === 2)
        closures.push(() => {
          i += 5
          return i
        })
    }
    return closures.map((f) => [f(), f()])
  },
  'closures capture var once': () => {
    const closures = []
    for (var i = 0; i < 3; i++) closures.push(() => i)
    return [closures.map((f) => f()), i]
  },
  'shadowing in nested blocks': () => {
    let x = 'outer'
    const seen = [x]
    {
      let x = 'block'
      seen.push(x)
      for (let x = 0; x < 1; x++) {
        let x = 'body'
        seen.push(x)
      }
      try {
        throw 'caught'
      } catch (x) {
        seen.push(x)
        {
          const x = 'deep'
          seen.push(x)
        }
      }
    }
    return [...seen, x]
  },
  'labels break and continue through three loops': () => {
    let log = ''
    outer: for (let i = 0; i < 4; i++) {
      middle: for (const j of [1, 2, 3]) {
        for (const k in { a: 1, b: 2, c: 3 }) {
          if (k === 'b' && j === 2) continue middle
          if (k === 'c' && i === 1) continue outer
          if (i === 3) break outer
          log += `${i}${j}${k} `
        }
      }
    }
    block: {
      log += 'in '
      if (log.length > 3) break block
      log += 'never'
    }
    return log
  },
  'switch falls through, compares strictly, and has one scope': () => {
    const run = (x) => {
      const seen = []
      switch (x) {
        case 1:
          seen.push('one')
        case '1':
          seen.push('text')
          break
        default:
          seen.push('default')
        case NaN:
          seen.push('never equal')
        case -0: {
          let y = 'zero'
          seen.push(y)
          break
        }
        case (() => {
          seen.push('evaluated')
          return 7
        })():
          seen.push('seven')
      }
      return seen
    }
    return [1, '1', 0, NaN, 7, 8, undefined].map(run)
  },
  'a switch case in the dead zone of another': () => {
    const run = (x) => {
      switch (x) {
        case 0:
          let a = 'set'
          return a
        case 1:
          return a
      }
    }
    return [run(0), attempt(() => run(1)), run(2)]
  },
  'logical assignment evaluates only when needed': () => {
    const log = []
    const o = {
      get a() {
        log.push('get a')
        return null
      },
      set a(v) {
        log.push(`set a ${v}`)
      },
      b: 0,
      c: 'x'
    }
    const side = (v) => {
      log.push(`side ${v}`)
      return v
    }
    const results = [
      (o.a ??= side(1)),
      (o.b ||= side(2)),
      (o.c &&= side(3)),
      (o.c ||= side(4)),
      (o.b ??= side(5))
    ]
    return [results, log, o.b, o.c]
  },
  'compound assignment reads before it evaluates': () => {
    let x = 1
    const f = () => {
      x = 100
      return 5
    }
    x += f()
    const o = { n: 2 }
    const key = () => {
      o.n = 50
      return 'n'
    }
    o[key()] **= 2
    let s = 'a'
    s += s += 'b'
    return [x, o.n, s]
  },
  'chained optional access stops early': () => {
    let calls = 0
    const count = () => {
      calls++
      return 'k'
    }
    const o = {
      a: {
        f() {
          return this === o.a
        },
        k: 1
      }
    }
    return [
      o?.a?.[count()],
      o.b?.[count()].c.d,
      o.a?.f(),
      (o.a?.f)(),
      o.g?.(count()),
      delete o.b?.c,
      delete o?.a?.k,
      Object.keys(o.a),
      calls,
      attempt(() => o.b.c?.d)
    ]
  },
  'comma, void, in, instanceof, typeof': () => {
    const f = function () {}
    return [
      (1, 2, 3),
      void 'x',
      'length' in [],
      0 in [,],
      0 in [1],
      f instanceof Function,
      Object.create(f.prototype) instanceof f,
      typeof null,
      typeof f,
      typeof 1n,
      typeof Symbol(),
      typeof undeclared,
      attempt(() => 'a' in 'abc'),
      attempt(() => 1 instanceof {})
    ]
  },
  'for in walks the prototype chain in order': () => {
    const base = { z: 1, 10: 1, 2: 1 }
    const object = Object.create(base, {
      hidden: { value: 1 },
      own: { value: 2, enumerable: true },
      z: { value: 'shadow' }
    })
    object[5] = 1
    object[Symbol('s')] = 1
    const seen = []
    for (const name in object) {
      seen.push(name)
      if (name === '5') {
        delete base[2]
        object.added = 1
      }
    }
    for (const index in 'ab') seen.push(index)
    for (const nothing in null) seen.push(nothing)
    return seen
  },
  'increments convert and keep bigints': () => {
    const o = {
      valueOf() {
        return 41
      }
    }
    let a = '7',
      b = true,
      c = 1n,
      d = null,
      e = undefined,
      f = o
    return [
      a++,
      a,
      b--,
      b,
      ++c,
      c,
      d++,
      d,
      ++e,
      ++f,
      -'-3',
      +'',
      +' \n12 ',
      ~'5',
      !'',
      attempt(() => +1n),
      attempt(() => +Symbol())
    ]
  },
  'precedence and associativity': () => [
    2 ** (3 ** 2),
    (-2) ** 2,
    1 + 2 + '3' + 4 * 5,
    10 - 5 - 2,
    1 < 2 < 3,
    3 > 2 > 1,
    !1 + !0,
    7 & (3 == 3),
    null ?? (0 || 'x'),
    1 ? (2 ? 'a' : 'b') : 'c',
    typeof typeof 1,
    -(-1),
    5 % -3,
    -5 % 3,
    2 + +'3'
  ],
  'equality, loose and strict': () => {
    const values = [0, -0, NaN, '', '0', 'a', null, undefined, false, true, [], [0], {}, 1n, 0n]
    const row = (f) => values.map((a) => values.map((b) => (f(a, b) ? 1 : 0)).join('')).join(' ')
    return [
      row((a, b) => a == b),
      row((a, b) => a === b),
      row(Object.is),
      row((a, b) => attempt(() => a < b)),
      row((a, b) => attempt(() => a >= b))
    ]
  },
  'conversion to primitives': () => {
    const log = []
    const o = (hint) => ({
      valueOf() {
        log.push(`v${hint}`)
        return hint === 'object' ? {} : 3
      },
      toString() {
        log.push(`s${hint}`)
        return '8'
      }
    })
    const p = {
      [Symbol.toPrimitive](hint) {
        log.push(hint)
        return hint === 'number' ? 10 : hint
      }
    }
    return [
      o('a') + 1,
      `${o('b')}`,
      o('object') * 2,
      o('d') == 3,
      o('e') < '4',
      [o('f')] + '',
      p + 1,
      +p,
      `${p}`,
      p * 1,
      p == 'default',
      { [p]: 1 },
      attempt(() => ({ [Symbol.toPrimitive]: () => ({}) }) + 1),
      attempt(() => ({ valueOf: null, toString: 1 }) + 1),
      log
    ]
  }
}
