// @ts-nocheck
// biome-ignore-all lint: the programs are odd on purpose
// Proxy and Reflect.
import type { Programs } from './program.ts'

export const PROXIES: Programs = {
  'every trap is called': () => {
    const log = []
    const handler = new Proxy(
      {},
      {
        get:
          (_, trap) =>
          (...args) => {
            log.push(
              `${trap} ${args.slice(1).map((a) => (typeof a === 'symbol' || typeof a === 'string' ? String(a) : typeof a))}`
            )
            return Reflect[trap](...args)
          }
      }
    )
    const p = new Proxy(function f() {}, handler)
    p.x = 1
    p.x
    'x' in p
    delete p.x
    Object.keys(p)
    p(1)
    new p(2)
    Object.getPrototypeOf(p)
    Object.setPrototypeOf(p, Function.prototype)
    Object.isExtensible(p)
    Object.defineProperty(p, 'y', { value: 1, configurable: true })
    Object.getOwnPropertyDescriptor(p, 'y')
    for (const k in p);
    ;({ ...p })
    Object.preventExtensions(p)
    p instanceof Function
    ;`${Object.prototype.toString.call(p)}`
    return log
  },
  'invariants are enforced': () => {
    const target = Object.defineProperty({ open: 1 }, 'fixed', { value: 1 })
    const with_ = (handler) => new Proxy(target, handler)
    const closed = Object.preventExtensions({ a: 1 })
    return [
      attempt(() => with_({ get: () => 2 }).fixed),
      with_({ get: () => 2 }).open,
      attempt(() => 'fixed' in with_({ has: () => false })),
      attempt(() => delete with_({ deleteProperty: () => true }).fixed),
      attempt(() => Object.keys(with_({ ownKeys: () => ['open'] }))),
      attempt(() => Object.keys(new Proxy(closed, { ownKeys: () => ['a', 'b'] }))),
      attempt(() => Object.keys(with_({ ownKeys: () => ['fixed', 'fixed'] }))),
      attempt(() => Object.keys(with_({ ownKeys: () => [1, 'fixed'] }))),
      attempt(() =>
        Object.getOwnPropertyDescriptor(with_({ getOwnPropertyDescriptor: () => undefined }), 'fixed')
      ),
      attempt(() => Object.isExtensible(with_({ isExtensible: () => false }))),
      attempt(() => Object.getPrototypeOf(new Proxy(closed, { getPrototypeOf: () => null }))),
      attempt(() => {
        with_({ set: () => true }).fixed = 5
      }),
      attempt(() => {
        with_({ set: () => false }).open = 5
      }),
      attempt(() =>
        Object.defineProperty(with_({ defineProperty: () => true }), 'n', { value: 1, configurable: false })
      ),
      attempt(() => new new Proxy(function () {}, { construct: () => 1 })()),
      attempt(() => Object.preventExtensions(with_({ preventExtensions: () => true })))
    ]
  },
  'revoked proxies': () => {
    const { proxy, revoke } = Proxy.revocable([1, 2], {})
    const before = [proxy.length, Array.isArray(proxy)]
    revoke()
    revoke()
    return [
      before,
      attempt(() => proxy[0]),
      attempt(() => Array.isArray(proxy)),
      typeof proxy,
      attempt(() => Object.keys(proxy)),
      attempt(() => new Proxy(proxy, {})[0]),
      attempt(() => proxy()),
      attempt(() => Object.prototype.toString.call(proxy))
    ]
  },
  'mistakes with proxies': () => [
    attempt(() => Proxy({}, {})),
    attempt(() => new Proxy(1, {})),
    attempt(() => new Proxy({}, null)),
    attempt(() => new Proxy({}, { get: 5 }).x),
    new Proxy({}, { get: undefined }).x,
    attempt(() => new new Proxy(() => {}, {})()),
    attempt(() => new Proxy({}, {})()),
    Proxy.length,
    'prototype' in Proxy
  ],
  'a proxy in the prototype chain': () => {
    const log = []
    const base = new Proxy(
      { deep: 'd' },
      {
        get(t, k, receiver) {
          log.push(['get', String(k), receiver === o])
          return Reflect.get(t, k, receiver)
        },
        set(t, k, v, receiver) {
          log.push(['set', k, v])
          return Reflect.set(t, k, v, receiver)
        },
        has(t, k) {
          log.push(['has', k])
          return false
        }
      }
    )
    const o = Object.create(base, { own: { value: 1, writable: true } })
    o.own = 2
    o.fresh = 3
    return [o.deep, o.missing, 'x' in o, 'own' in o, Object.keys(o), log]
  },
  'negative indices, defaults and read-only views by proxy': () => {
    const negative = (a) =>
      new Proxy(a, {
        get: (t, k, r) =>
          typeof k === 'string' && /^-\d+$/.test(k) ? t[t.length + +k] : Reflect.get(t, k, r)
      })
    const defaults = (o, d) => new Proxy(o, { get: (t, k) => (k in t ? t[k] : d) })
    const readonly = (o) =>
      new Proxy(o, {
        set() {
          throw new TypeError('read-only')
        },
        deleteProperty: () => false,
        get: (t, k) => (typeof t[k] === 'object' ? readonly(t[k]) : t[k])
      })
    const n = negative([1, 2, 3]),
      r = readonly({ a: { b: 1 } })
    return [
      n[-1],
      n[0],
      n.map((x) => x * 2),
      n.length,
      defaults({ x: 1 }, 'dflt').y,
      attempt(() => {
        r.a.b = 2
      }),
      attempt(() => delete r.a),
      r.a.b
    ]
  },
  'arrays behind proxies': () => {
    const log = []
    const p = new Proxy([3, 1, 2], {
      get(t, k, r) {
        if (typeof k === 'string') log.push(k)
        return Reflect.get(t, k, r)
      },
      set(t, k, v) {
        log.push(`${k}=${v}`)
        t[k] = v
        return true
      },
      deleteProperty(t, k) {
        log.push(`-${k}`)
        return delete t[k]
      }
    })
    p.push(9)
    p.sort()
    p.shift()
    p.splice(0, 1)
    p.includes(9)
    ;[...p]
    p.length = 0
    return [log.join(' '), JSON.stringify(p), p.concat([1])]
  },
  'Reflect answers where Object throws': () => {
    const frozen = Object.freeze({ a: 1 })
    const o = {
      get me() {
        return this.tag
      },
      set me(v) {
        this.seen = v
      },
      tag: 'own'
    }
    const receiver = { tag: 'receiver' }
    return [
      Reflect.set(frozen, 'a', 2),
      Reflect.defineProperty(frozen, 'b', { value: 1 }),
      Reflect.deleteProperty(frozen, 'a'),
      Reflect.get(o, 'me', receiver),
      Reflect.set(o, 'me', 5, receiver),
      receiver,
      Reflect.has(o, 'toString'),
      Reflect.ownKeys(Object.assign([1], { x: 1, [Symbol.for('q')]: 1 })),
      attempt(() => Reflect.get(1, 'x')),
      attempt(() => Reflect.ownKeys('s')),
      Reflect.getPrototypeOf([]) === Array.prototype,
      attempt(() => Reflect.setPrototypeOf({}, 1)),
      Reflect.apply(String.prototype.slice, 'hello', [1, 3]),
      Reflect.construct(Date, [0]).getTime(),
      Reflect.preventExtensions(receiver),
      Reflect.set(receiver, 'new', 1)
    ]
  },
  'Reflect.set with receivers of all kinds': () => {
    const target = { v: 1 }
    const data = Object.defineProperty({}, 'v', { value: 0, writable: false, configurable: true })
    const accessor = {
      get v() {
        return 1
      }
    }
    const fresh = {}
    return [
      Reflect.set(target, 'v', 2, data),
      Reflect.set(target, 'v', 2, accessor),
      Reflect.set(target, 'v', 2, fresh),
      fresh,
      Reflect.set(target, 'v', 2, 5),
      target.v,
      Reflect.set([], 'length', 3, fresh),
      fresh.length,
      Reflect.set(new Uint8Array(1), 0, 300, fresh),
      fresh[0],
      Reflect.set({}, 'x', 1, Object.freeze({}))
    ]
  },
  'membrane around an object graph': () => {
    const log = []
    const wrapped = new WeakMap(),
      raw = new WeakMap()
    const wrap = (x) => {
      if (Object(x) !== x) return x
      if (wrapped.has(x)) return wrapped.get(x)
      const p = new Proxy(x, {
        get: (t, k) => {
          log.push(`get ${String(k)}`)
          return wrap(Reflect.get(t, k))
        },
        apply: (t, self, args) => {
          log.push(`call ${t.name}`)
          return wrap(Reflect.apply(t, raw.get(self) ?? self, args))
        }
      })
      wrapped.set(x, p)
      raw.set(p, x)
      return p
    }
    const api = wrap({
      user: {
        name: 'ann',
        greet(other) {
          return { text: `${this.name} greets ${other}` }
        }
      },
      list: [1, 2]
    })
    return [
      api.user === api.user,
      api.user.greet('bob').text,
      api.list[1],
      api.list.map((x) => x + 1).length,
      log
    ]
  },
  'proxies of functions and constructors': () => {
    const calls = []
    const traced = new Proxy(Math.max, {
      apply: (f, self, args) => {
        calls.push(args)
        return f(...args) + 0.5
      }
    })
    class A {
      constructor(x) {
        this.x = x
      }
    }
    const P = new Proxy(A, {
      construct(t, args, nt) {
        calls.push(nt === P)
        return Reflect.construct(
          t,
          args.map((x) => x * 2),
          nt
        )
      }
    })
    class B extends P {}
    return [
      traced(1, 2),
      [3, 1].reduce(traced),
      traced.call(null, 7),
      new P(2),
      new P(1) instanceof A,
      new B(5),
      calls,
      typeof P,
      attempt(() => P())
    ]
  },
  'a spy on JSON, spread and iteration': () => {
    const log = []
    const spy = (t) =>
      new Proxy(t, {
        get: (o, k) => {
          log.push(`g:${String(k)}`)
          return typeof o[k] === 'object' ? spy(o[k]) : o[k]
        },
        ownKeys: (o) => {
          log.push('keys')
          return Reflect.ownKeys(o)
        },
        getOwnPropertyDescriptor: (o, k) => {
          log.push(`d:${String(k)}`)
          return Reflect.getOwnPropertyDescriptor(o, k)
        },
        has: (o, k) => {
          log.push(`h:${String(k)}`)
          return k in o
        }
      })
    const json = JSON.stringify(spy({ a: [1, { b: 2 }], c: 'x' }))
    const { a, ...rest } = spy({ a: 1, z: 2 })
    const entries = Object.entries(spy({ e: 1 }))
    return [json, a, rest, entries, [].concat(spy([1])).length, log.join(' ')]
  }
}
