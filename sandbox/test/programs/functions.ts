// @ts-nocheck
// biome-ignore-all lint: the programs are odd on purpose
// Functions: closures, arguments, this, accessors, binding, recursion, tagged templates.
import type { Programs } from './program.ts'

export const FUNCTIONS: Programs = {
  'counters that share and do not share': () => {
    const make = (start) => {
      let n = start
      return { up: () => ++n, down: () => --n, peek: () => n }
    }
    const a = make(0),
      b = make(100)
    a.up()
    a.up()
    b.down()
    const { up } = a
    return [up(), a.peek(), b.peek(), a.down(), make(5).up()]
  },
  'currying, composition and memoisation': () => {
    const curry = (f, ...given) =>
      given.length >= f.length ? f(...given) : (...more) => curry(f, ...given, ...more)
    const compose =
      (...fs) =>
      (x) =>
        fs.reduceRight((y, f) => f(y), x)
    let calls = 0
    const memo =
      (f, cache = new Map()) =>
      (x) =>
        cache.has(x) ? cache.get(x) : (cache.set(x, f(x)), cache.get(x))
    const fib = memo((n) => {
      calls++
      return n < 2 ? n : fib(n - 1) + fib(n - 2)
    })
    return [
      curry((a, b, c) => a + b * c)(1)(2, 3),
      compose(
        (x) => x + 1,
        (x) => x * 2
      )(5),
      fib(60),
      calls
    ]
  },
  'arguments: mapped in sloppy code, not in strict': () => {
    const sloppy = Function(
      'a',
      'b',
      'arguments[0] = "x"; b = "y"; return [a, arguments[1], arguments.length, typeof arguments.callee, [...arguments]]'
    )
    function strict(a, b) {
      arguments[0] = 'x'
      b = 'y'
      return [a, arguments[1], arguments.length, attempt(() => arguments.callee)]
    }
    const unmapped = Function('a', 'b = 1', 'arguments[0] = "x"; return [a, arguments.length]')
    return [
      sloppy(1, 2, 3),
      sloppy(1),
      strict(1, 2),
      unmapped(1),
      Function('return Object.prototype.toString.call(arguments)')()
    ]
  },
  'this: strict, sloppy, arrow, method, bound': () => {
    const strict = function () {
      return this
    }
    const sloppy = Function('return typeof this + (this === globalThis)')
    const o = {
      f() {
        return (() => this === o)()
      },
      g: function () {
        return typeof this
      }
    }
    return [
      strict.call(5),
      strict.call(undefined),
      strict(),
      sloppy.call(5),
      sloppy.call(null),
      sloppy(),
      o.f(),
      (0, o.g)(),
      o.g(),
      strict.bind('b').call('c'),
      [1].map(
        function () {
          return this.x
        },
        { x: 'given' }
      )
    ]
  },
  'bind keeps arguments, length, name and new': () => {
    function Point(x, y, z) {
      this.sum = x + y + z
      this.fresh = new.target === Point
    }
    const Bound = Point.bind({ ignored: 1 }, 1, 2)
    const made = new Bound(3)
    const twice = Bound.bind(null, 10)
    return [
      made,
      made instanceof Bound,
      made instanceof Point,
      Bound.length,
      Bound.name,
      twice.name,
      twice.length,
      'prototype' in Bound,
      new twice().sum,
      attempt(() => (() => {}).bind().call.call(5))
    ]
  },
  'call and apply with array-likes': () => {
    const list = function (...a) {
      return [this, a]
    }
    return [
      list.apply('t', { length: 2, 0: 'a', 1: 'b' }),
      list.apply(null, undefined),
      list.call(0, 1, 2),
      Reflect.apply(Math.max, null, [1, 5]),
      attempt(() => list.apply(1, 5)),
      attempt(() => Reflect.apply(5)),
      Array.prototype.concat.apply([1], [[2], 3])
    ]
  },
  'length and name of all kinds of functions': () => {
    const kinds = [
      function (a, b = 1, c) {},
      (...r) => {},
      async (a) => {},
      function* (a, b) {},
      async function* g() {},
      class {
        constructor(a, b) {}
      },
      { m(a) {} }.m,
      Object.getOwnPropertyDescriptor({ set x(v) {} }, 'x').set,
      parseInt,
      [].push,
      Math.max
    ]
    return kinds.map((f) => [
      f.name,
      f.length,
      Object.getOwnPropertyNames(f).sort(),
      attempt(() => typeof new f())
    ])
  },
  // biome-ignore format: its spelling is what it tests
  'functions print their source': () => {
    const f = function   spaced ( a,/* note */b ) { return a+b }
    const o = { m ( ) { return 1 }, get  g () { return 2 }, * gen () {}, async  am () {} }
    class K { static s = 1; #p() {} }
    return [String(f), String(o.m), String(Object.getOwnPropertyDescriptor(o, 'g').get), String(o.gen), String(o.am), String(K),
      String((a) => a * 2), String(Math.max), String(function () {}.bind()), String(Function('a', 'b', 'return a'))]
  },
  'tagged templates: raw, cooked, identity': () => {
    const tag = (strings, ...values) => [strings, strings.raw, values]
    const same = () => ((s) => s)`a${1}b`
    const [strings, raw, values] = tag`x\n${1 + 1}\u{41}${'v'}`
    const bad = tag`\unicode ${1} \xg`
    return [
      strings,
      raw,
      values,
      bad,
      same() === same(),
      Object.isFrozen(strings),
      Object.isFrozen(raw),
      String.raw`\d${1}\`${2}`,
      String.raw({ raw: 'abc' }, 1, 2, 3)
    ]
  },
  'templates convert and nest': () => {
    const o = { toString: () => 'str', valueOf: () => 'val' }
    const f = (s, ...v) => s.raw.map((t, i) => t + (v[i] ?? '')).join('')
    return [
      `${o}${[1, [2, 3]]}${null}${undefined}`,
      `a${`b${`c${1}`}`}`,
      f`1${f`2${3}`}4`,
      `line
two`,
      `\0\x41\u0042\
joined`,
      attempt(() => `${Symbol('s')}`),
      new ((s) =>
        function () {
          this.made = s[0]
        })`by tag`()
    ]
  },
  'getters and setters on literals and prototypes': () => {
    const log = []
    const base = {
      _v: 1,
      get v() {
        log.push('get')
        return this._v
      },
      set v(x) {
        log.push(`set ${x}`)
        this._v = x * 2
      },
      get only() {
        return 'o'
      }
    }
    const object = Object.create(base)
    object.v = 5
    object.v += 1
    const failed = attempt(() => {
      object.only = 1
    })
    Object.defineProperty(object, 'v', { value: 'own', writable: true })
    object.v = 'changed'
    return [
      object.v,
      base.v,
      object._v,
      base._v,
      failed,
      log,
      Object.keys(object),
      object.__lookupGetter__('only').call(null)
    ]
  },
  'a getter that replaces itself': () => {
    let computed = 0
    const lazy = {
      get value() {
        computed++
        Object.defineProperty(this, 'value', { value: 42, configurable: true })
        return this.value
      }
    }
    return [lazy.value, lazy.value, computed, Object.getOwnPropertyDescriptor(lazy, 'value')]
  },
  'deep recursion well within the stack': () => {
    const depth = (n) => (n === 0 ? 0 : 1 + depth(n - 1))
    const even = (n) => (n === 0 ? true : odd(n - 1))
    const odd = (n) => (n === 0 ? false : even(n - 1))
    const nested = JSON.parse('['.repeat(200) + ']'.repeat(200))
    const flat = JSON.stringify(nested).length
    return [depth(500), even(401), flat, [nested].flat(Infinity).length]
  },
  'ackermann and mccarthy': () => {
    const a = (m, n) => (m === 0 ? n + 1 : n === 0 ? a(m - 1, 1) : a(m - 1, a(m, n - 1)))
    const m91 = (n) => (n > 100 ? n - 10 : m91(m91(n + 11)))
    return [a(2, 9), a(1, 50), m91(12), m91(99), m91(200)]
  },
  'fixed point without names': () => {
    const Y = (f) => ((x) => x(x))((x) => f((...a) => x(x)(...a)))
    const hanoi = Y(
      (self) => (n, a, b, c) => (n === 0 ? [] : [...self(n - 1, a, c, b), a + b, ...self(n - 1, c, b, a)])
    )
    return [Y((f) => (n) => (n < 2 ? 1 : n * f(n - 1)))(20), hanoi(5, 'a', 'b', 'c').join(' ')]
  },
  'trampolines and continuations': () => {
    const bounce = (f) => {
      let r = f
      let n = 0
      while (typeof r === 'function') {
        r = r()
        n++
      }
      return [r, n]
    }
    const sum = (n, total = 0) => (n === 0 ? total : () => sum(n - 1, total + n))
    const cps = (n, k) => (n < 2 ? k(1) : cps(n - 1, (a) => k(a * n)))
    return [bounce(sum(5000)), cps(20, (x) => x)]
  },
  'new.target through calls and Reflect.construct': () => {
    const seen = []
    function F() {
      seen.push(new.target === undefined ? 'call' : new.target.name)
      const inner = () => new.target
      return inner()?.prototype === F.prototype ? this : { other: true }
    }
    class G extends F {}
    new F()
    F.call({})
    new G()
    const r = Reflect.construct(F, [], Array)
    return [
      seen,
      r,
      Object.getPrototypeOf(Reflect.construct(function () {}, [], G)) === G.prototype,
      attempt(() => Reflect.construct(() => {}, [])),
      attempt(() => new (async () => {})())
    ]
  },
  'immediately invoked functions and module pattern': () => {
    const module = (function (exports) {
      const secret = 7
      exports.reveal = (k) => (k === 'open' ? secret : null)
      return exports
    })({})
    const named = (function self(n) {
      attempt(() => {
        self = 1
      })
      return n > 2 ? n : self(n + 1)
    })(0)
    return [
      module.reveal('open'),
      module.reveal(),
      named,
      (() => ({}))(),
      !(function () {
        return 0
      })(),
      (function () {
        return typeof self
      })()
    ]
  }
}
