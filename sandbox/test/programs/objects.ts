// @ts-nocheck
// biome-ignore-all lint: the programs are odd on purpose
// Objects: descriptors, order of properties, prototypes, freezing, symbols.
import type { Programs } from './program.ts'

export const OBJECTS: Programs = {
  'order of properties': () => {
    const s = Symbol('s')
    const o = { b: 1, 2: 1, a: 1, [s]: 1, 1: 1, '-1': 1, '01': 1, 4294967294: 1, 4294967295: 1, '1.5': 1 }
    delete o.a
    o.a = 'again'
    o[0] = 1
    return [
      Reflect.ownKeys(o),
      Object.keys(o),
      Object.entries({ z: 1, ...o, 3: 1 }).length,
      JSON.stringify({ 10: 1, 9: 1, x: 1 }),
      Object.keys(Object.assign({ y: 1 }, 'ab', [9]))
    ]
  },
  'descriptors: defaults, changes, refusals': () => {
    const o = {}
    Object.defineProperty(o, 'fixed', { value: 1 })
    Object.defineProperty(o, 'open', { value: 2, configurable: true })
    const changes = [
      Reflect.defineProperty(o, 'fixed', { value: 1 }),
      Reflect.defineProperty(o, 'fixed', { value: 2 }),
      Reflect.defineProperty(o, 'fixed', { enumerable: true }),
      Reflect.defineProperty(o, 'open', { get: () => 'now accessor' }),
      Reflect.defineProperty(o, 'fixed', {})
    ]
    return [
      Object.getOwnPropertyDescriptors(o),
      changes,
      o.open,
      attempt(() => Object.defineProperty(o, 'fixed', { value: NaN })),
      attempt(() => Object.defineProperty(o, 'z', { get: 5 })),
      attempt(() => Object.defineProperty(o, 'z', 5)),
      attempt(() => Object.create(null, { x: 1 })),
      Object.getOwnPropertyDescriptor('abc', 1),
      Object.getOwnPropertyDescriptor('abc', 'length')
    ]
  },
  'NaN, zeros and writability in defineProperty': () => {
    const o = {}
    Object.defineProperty(o, 'nan', { value: NaN })
    Object.defineProperty(o, 'zero', { value: 0 })
    Object.defineProperty(o, 'w', { value: 1, writable: true })
    return [
      Reflect.defineProperty(o, 'nan', { value: NaN }),
      Reflect.defineProperty(o, 'zero', { value: -0 }),
      Reflect.defineProperty(o, 'w', { value: 5 }),
      Reflect.defineProperty(o, 'w', { writable: false }),
      Reflect.defineProperty(o, 'w', { writable: true }),
      o.w,
      Object.is(o.zero, 0)
    ]
  },
  'freeze, seal, preventExtensions': () => {
    const make = () => ({
      a: 1,
      get b() {
        return 2
      },
      list: [1]
    })
    const all = [
      make(),
      Object.preventExtensions(make()),
      Object.seal(make()),
      Object.freeze(make()),
      5,
      'text',
      Object.freeze([]),
      Object.preventExtensions({})
    ]
    return all.map((o) => [
      Object.isExtensible(o),
      Object.isSealed(o),
      Object.isFrozen(o),
      Reflect.isExtensible(Object(o)),
      attempt(() => {
        o.list?.push(2)
        o.a = 'new'
        return o.a
      })
    ])
  },
  'prototypes: get, set, cycles, null': () => {
    const a = { name: 'a' },
      b = { __proto__: a },
      bare = Object.create(null)
    bare.__proto__ = 'just a property'
    const proto = '__proto__'
    const computed = { [proto]: a },
      quoted = { __proto__: a },
      shorthand = (() => {
        const __proto__ = a
        return { __proto__ }
      })()
    return [
      b.name,
      attempt(() => {
        a.__proto__ = b
      }),
      bare,
      Object.getPrototypeOf(computed) === Object.prototype,
      Object.getPrototypeOf(quoted) === a,
      Object.keys(shorthand),
      Reflect.setPrototypeOf(Object.freeze({}), a),
      a.isPrototypeOf(b),
      Object.getPrototypeOf(1) === Number.prototype,
      attempt(() => Object.setPrototypeOf({}, 1)),
      attempt(() => Object.setPrototypeOf(Object.prototype, {})),
      Object.setPrototypeOf(1, a),
      { __proto__: null } instanceof Object,
      JSON.parse('{"__proto__": 5}')
    ]
  },
  'assign, entries, values and getters that interfere': () => {
    const log = []
    const source = Object.defineProperty(
      {
        get a() {
          log.push('a')
          delete this.b
          return 1
        },
        b: 2,
        c: 3
      },
      'hidden',
      { value: 1 }
    )
    const target = {
      set a(v) {
        log.push(`set ${v}`)
      }
    }
    Object.assign(target, source, null, 'x')
    const o = {
      get x() {
        delete this.y
        this.z = 1
        return 'x'
      },
      y: 1
    }
    return [
      target,
      log,
      Object.entries(o),
      Object.values(o),
      Object.keys(o),
      attempt(() => Object.assign(null)),
      attempt(() => Object.assign(Object.freeze({ q: 1 }), { q: 2 }))
    ]
  },
  'property tests: in, hasOwn, enumerable': () => {
    class P {
      inherited() {}
      own = 1
    }
    const p = Object.defineProperty(new P(), 'hidden', { value: 0 })
    return [
      ['own', 'hidden', 'inherited', 'absent', 'toString'].map((n) => [
        n in p,
        Object.hasOwn(p, n),
        p.hasOwnProperty(n),
        p.propertyIsEnumerable(n)
      ]),
      Object.hasOwn('abc', 1),
      attempt(() => Object.hasOwn(null, 1)),
      'x' in Object('xyz'),
      2 in Object('xyz')
    ]
  },
  'delete: what it answers and what it refuses': () => {
    const o = {
      a: 1,
      get b() {
        return 1
      }
    }
    const list = [1, 2, 3]
    return [
      delete o.a,
      delete o.absent,
      delete o.b,
      delete list[1],
      list,
      attempt(() => delete list.length),
      delete o.toString,
      typeof o.toString,
      attempt(() => delete Object.prototype),
      Reflect.deleteProperty(Object.freeze({ x: 1 }), 'x'),
      (0, eval)(
        'var declared = 1; globalThis.assigned = 2; [delete globalThis.declared, delete globalThis.assigned]'
      )
    ]
  },
  'computed, numeric, shorthand and method keys': () => {
    let n = 0
    const key = { toString: () => `k${n++}` }
    const get = 'g',
      set = 's',
      async = 'a'
    const o = {
      [key]: 1,
      [key]: 2,
      [1 + 1]: 'two',
      0x10: 'hex',
      1e3: 'thousand',
      0.5: 'half',
      'a b': 1,
      get,
      set,
      async,
      static: 1,
      await: 2,
      new: 3,
      [`t${n}`]() {},
      *[Symbol.iterator]() {
        yield n
      }
    }
    return [Reflect.ownKeys(o), [...o], o['16'], o['0.5'], o.new]
  },
  'toString tags': () => {
    const tag = (x) => Object.prototype.toString.call(x)
    return [
      undefined,
      null,
      1,
      '',
      true,
      1n,
      Symbol(),
      [],
      {},
      () => {},
      new Date(0),
      /x/,
      new Error(),
      new Map(),
      new Set(),
      new WeakMap(),
      Promise.resolve(),
      (function* () {})(),
      new ArrayBuffer(1),
      new Uint8Array(),
      new DataView(new ArrayBuffer(1)),
      Math,
      JSON,
      Reflect,
      globalThis,
      new Proxy([], {}),
      new Proxy(() => {}, {}),
      (function () {
        return arguments
      })(),
      { [Symbol.toStringTag]: 'Mine' },
      { [Symbol.toStringTag]: 5 },
      async () => {},
      [].values(),
      new Map().entries(),
      ''.matchAll(/x/g),
      Object(1n),
      Object(Symbol())
    ].map(tag)
  },
  boxes: () => {
    const boxes = [
      Object(1),
      Object('ab'),
      Object(true),
      Object(1n),
      Object(Symbol.for('b')),
      new Number(-0),
      new String('😀')
    ]
    return [
      boxes,
      boxes.map((b) => typeof b.valueOf()),
      new Boolean(false) ? 'truthy' : 'falsy',
      Object.keys(new String('xy')),
      new Number(5) + 1,
      attempt(() => {
        const s = new String('x')
        s[0] = 'y'
      }),
      [...new String('ab')],
      Object(boxes[0]) === boxes[0],
      new Object(1) instanceof Number,
      new Number(1) === new Number(1)
    ]
  },
  'symbols: registry, descriptions, well-known': () => {
    const a = Symbol('d'),
      b = Symbol.for('d'),
      none = Symbol(),
      empty = Symbol('')
    return [
      a === Symbol('d'),
      b === Symbol.for('d'),
      Symbol.keyFor(b),
      Symbol.keyFor(a),
      a.description,
      none.description,
      empty.description,
      String(empty),
      a.toString(),
      Object(a) == a,
      attempt(() => Symbol.keyFor('d')),
      attempt(() => `${a}`),
      Object.getOwnPropertyNames(Symbol)
        .filter((n) => typeof Symbol[n] === 'symbol')
        .sort(),
      Object.getOwnPropertySymbols({ [a]: 1, x: 1, [b]: 2 }),
      Symbol.iterator in Array.prototype,
      a[Symbol.toPrimitive]() === a,
      JSON.stringify({ [a]: 1, k: a, l: [a] })
    ]
  },
  'getters on the prototype of numbers and strings': () => {
    const seen = []
    Object.defineProperty(Number.prototype, 'strictThis', {
      get() {
        return typeof this
      },
      configurable: true
    })
    Object.defineProperty(String.prototype, 'caught', {
      set(v) {
        seen.push([typeof this, v])
      },
      configurable: true
    })
    const s = 'text'
    s.caught = 5
    return [(5).strictThis, seen, delete Number.prototype.strictThis, (5).strictThis]
  },
  'deep clone and deep equality by hand': () => {
    const clone = (x, seen = new Map()) => {
      if (typeof x !== 'object' || x === null) return x
      if (seen.has(x)) return seen.get(x)
      const c =
        x instanceof Map
          ? new Map()
          : x instanceof Set
            ? new Set()
            : x instanceof Date
              ? new Date(x)
              : Array.isArray(x)
                ? []
                : Object.create(Object.getPrototypeOf(x))
      seen.set(x, c)
      if (x instanceof Map) for (const [k, v] of x) c.set(clone(k, seen), clone(v, seen))
      if (x instanceof Set) for (const v of x) c.add(clone(v, seen))
      for (const k of Reflect.ownKeys(x)) if (k !== 'length') c[k] = clone(x[k], seen)
      return c
    }
    const equal = (a, b) =>
      Object.is(a, b) ||
      (typeof a === 'object' &&
        typeof b === 'object' &&
        a &&
        b &&
        Object.keys(a).length === Object.keys(b).length &&
        Object.keys(a).every((k) => equal(a[k], b[k])))
    const o = {
      d: new Date(5),
      m: new Map([[{ k: 1 }, [1, , 3]]]),
      s: new Set(['x']),
      n: { deep: [NaN, -0] }
    }
    o.self = o
    const c = clone(o)
    return [c, c.self === c, c.n !== o.n, equal(c.n, o.n), equal({ a: 1 }, { a: 1, b: 2 })]
  },
  'legacy accessors': () => {
    const o = {}
    o.__defineGetter__('g', function () {
      return this.v
    })
    o.__defineSetter__('g', function (v) {
      this.v = v
    })
    o.g = 3
    return [
      o.g,
      Object.getOwnPropertyDescriptor(o, 'g'),
      o.__lookupSetter__('g').name,
      attempt(() => o.__defineGetter__('x', 1)),
      Object.getOwnPropertyDescriptor(Object.prototype, '__proto__').get.call([]) === Array.prototype,
      attempt(() => Object.getOwnPropertyDescriptor(Object.prototype, '__proto__').set.call(undefined, {}))
    ]
  },
  'many shapes of one family': () => {
    let hash = 0
    for (let i = 0; i < 200; i++) {
      const o = {}
      for (let j = 0; j < 12; j++) if (((i * 2654435761) >>> j) & 1) o[`p${(i + j) % 17}`] = i * j
      if (i % 3 === 0) delete o[Object.keys(o)[0]]
      if (i % 7 === 0) Object.freeze(o)
      for (const k in o) hash = (hash * 31 + k.charCodeAt(1) * o[k] + Object.keys(o).length) | 0
    }
    return hash
  },
  'a dictionary of two thousand keys': () => {
    const o = {}
    for (let i = 0; i < 2000; i++) o[`key${(i * 7919) % 2003}`] = i
    for (let i = 0; i < 2003; i += 3) delete o[`key${i}`]
    const keys = Object.keys(o)
    return [
      keys.length,
      keys.slice(0, 5),
      keys.at(-1),
      Object.values(o).reduce((a, b) => (a * 31 + b) | 0),
      'key3' in o,
      'key4' in o
    ]
  }
}
