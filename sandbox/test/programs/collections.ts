// @ts-nocheck
// biome-ignore-all lint: the programs are odd on purpose
// Map, Set and their weak relatives.
import type { Programs } from './program.ts'

export const COLLECTIONS: Programs = {
  'keys of maps: NaN, zeros, objects, order': () => {
    const o = {}
    const m = new Map([
      ['a', 1],
      ['b', 2],
      [o, 'object'],
      [NaN, 'nan'],
      [-0, 'zero']
    ])
    m.set(NaN, 3).set(0, 'again').delete('a')
    m.set('a', 'last')
    return [
      m,
      m.get(NaN),
      m.get(-0),
      m.get({}),
      m.size,
      [...m.keys()].map((k) => Object.is(k, -0)),
      m.has(undefined),
      m.set(undefined, 1).get(),
      [...m.entries()].length,
      String(m),
      m[Symbol.iterator] === m.entries
    ]
  },
  'changing a map while it is walked': () => {
    const m = new Map([
      [1, 'a'],
      [2, 'b'],
      [3, 'c']
    ])
    const seen = []
    m.forEach((v, k, self) => {
      seen.push([k, v, self === m])
      if (k === 1 && v === 'a') {
        m.delete(1)
        m.set(1, 'back')
        m.delete(3)
      }
      if (m.size < 5) m.set(k * 10, v)
    })
    const it = m.keys()
    it.next()
    m.clear()
    const afterClear = it.next()
    m.set('new', 1)
    return [seen, afterClear, it.next(), [...m]]
  },
  'a map of five thousand, half deleted, many times': () => {
    const m = new Map()
    let h = 0
    for (let round = 0; round < 5; round++) {
      for (let i = 0; i < 1000; i++) m.set(i % 2 ? i * round : `k${i}`, i + round)
      for (let i = 0; i < 1000; i += 3) m.delete(i % 2 ? i : `k${i}`)
      for (const [k, v] of m) h = (h * 31 + (typeof k === 'number' ? k : k.length) + v) | 0
    }
    return [m.size, h, m.keys().next().value]
  },
  getOrInsert: () => {
    const m = new Map([['a', 1]])
    const log = []
    return [
      m.getOrInsert('a', 2),
      m.getOrInsert('b', 3),
      m.getOrInsertComputed('c', (k) => {
        log.push(k)
        return k + k
      }),
      m.getOrInsertComputed('c', () => log.push('never')),
      m.getOrInsert(-0, 'z'),
      attempt(() => m.getOrInsertComputed('d', 1)),
      attempt(() =>
        m.getOrInsertComputed('e', () => {
          throw new Error('computing')
        })
      ),
      m,
      log
    ]
  },
  'set algebra': () => {
    const a = new Set([1, 2, 3, NaN, -0]),
      b = new Set([3, 4, NaN]),
      m = new Map([
        [1, 'x'],
        [9, 'y']
      ])
    return [
      a.union(b),
      a.intersection(b),
      a.difference(b),
      a.symmetricDifference(b),
      a.isSubsetOf(b),
      new Set([3]).isSubsetOf(a),
      a.isSupersetOf(new Set([1, NaN])),
      a.isDisjointFrom(new Set([7])),
      a.union(m),
      a.intersection(m),
      attempt(() => a.union([1])),
      attempt(() => a.union({ size: NaN, has() {}, keys() {} })),
      attempt(() => a.union({ size: 1, has: 1, keys() {} }))
    ]
  },
  'set algebra with set-likes, observed': () => {
    const log = []
    const like = {
      get size() {
        log.push('size')
        return 2
      },
      has(x) {
        log.push(`has ${x}`)
        return x === 1
      },
      keys() {
        log.push('keys')
        return {
          next() {
            log.push('next')
            return { done: this.n > 1, value: (this.n = (this.n ?? 0) + 1) }
          },
          return() {
            log.push('return')
            return {}
          }
        }
      }
    }
    const s = () => new Set([1, 5, 7])
    return [
      s().union(like),
      s().intersection(like),
      new Set([1]).intersection(like),
      s().difference(like),
      s().isSubsetOf(like),
      s().isSupersetOf(like),
      s().isDisjointFrom(like),
      s().symmetricDifference(like),
      log.join(' ')
    ]
  },
  'the sieve as sets': () => {
    const n = 300
    const all = new Set(Array.from({ length: n - 1 }, (_, i) => i + 2))
    for (const p of all) for (let q = p * p; q <= n; q += p) all.delete(q)
    return [all.size, [...all].slice(-5), [...all].reduce((a, b) => a + b)]
  },
  'constructors call add and set': () => {
    const log = []
    class LoudSet extends Set {
      add(x) {
        log.push(`add ${x}`)
        return super.add(x * 2)
      }
    }
    class LoudMap extends Map {
      set(k, v) {
        log.push(`set ${k}`)
        return super.set(k, v)
      }
    }
    const closing = {
      [Symbol.iterator]: () => ({
        next: () => ({ value: 'not a pair', done: false }),
        return() {
          log.push('closed')
          return {}
        }
      })
    }
    return [
      new LoudSet([1, 2]),
      new LoudMap([[1, 2]]),
      attempt(() => new Map(closing)),
      attempt(() => new Map([1])),
      attempt(() => new Set(5)),
      new Set('hello'),
      new Map(null),
      attempt(() => {
        class Broken extends Set {
          get add() {
            return 1
          }
        }
        return new Broken([1])
      }),
      log
    ]
  },
  'weak collections': () => {
    const a = {},
      f = () => {},
      s = Symbol('unregistered')
    const wm = new WeakMap([
        [a, 1],
        [f, 2]
      ]),
      ws = new WeakSet([a])
    wm.set(s, 'symbol')
    return [
      wm.get(a),
      wm.get(f),
      wm.get(s),
      wm.get(1),
      wm.has({}),
      wm.delete(a),
      wm.get(a),
      ws.has(a),
      ws.delete(a),
      ws.has(a),
      attempt(() => wm.set(1, 1)),
      attempt(() => ws.add('x')),
      attempt(() => wm.set(Symbol.for('registered'), 1)),
      String(wm),
      wm.set(wm, wm).get(wm) === wm
    ]
  },
  'weak references and registries': () => {
    const kept = { n: 1 }
    const ref = new WeakRef(kept)
    const registry = new FinalizationRegistry(() => {})
    const token = {}
    return [
      ref.deref() === kept,
      String(ref),
      registry.register({}, 'held', token),
      registry.unregister(token),
      registry.unregister({}),
      attempt(() => new WeakRef(1)),
      attempt(() => registry.register(kept, kept)),
      attempt(() => registry.unregister(1)),
      attempt(() => new FinalizationRegistry()),
      attempt(() => WeakRef({}))
    ]
  },
  'an LRU cache on a map': () => {
    class Lru {
      #m = new Map()
      #n
      hits = 0
      constructor(n) {
        this.#n = n
      }
      get(k) {
        if (!this.#m.has(k)) return undefined
        this.hits++
        const v = this.#m.get(k)
        this.#m.delete(k)
        this.#m.set(k, v)
        return v
      }
      set(k, v) {
        this.#m.delete(k)
        this.#m.set(k, v)
        if (this.#m.size > this.#n) this.#m.delete(this.#m.keys().next().value)
      }
      keys() {
        return [...this.#m.keys()]
      }
    }
    const c = new Lru(10)
    let x = 1
    for (let i = 0; i < 1000; i++) {
      x = (x * 48271) % 2147483647
      const k = (x % 7) * (x % 5)
      if (c.get(k) === undefined) c.set(k, i)
    }
    return [c.hits, c.keys()]
  },
  'a multimap, a counter and an index': () => {
    const pairs = [
      ['fruit', 'apple'],
      ['veg', 'leek'],
      ['fruit', 'pear'],
      ['nut', 'hazel'],
      ['veg', 'kale'],
      ['fruit', 'apple']
    ]
    const multi = pairs.reduce((m, [k, v]) => m.set(k, (m.get(k) ?? new Set()).add(v)), new Map())
    const counter = new Map()
    for (const c of pairs.flat().join('')) counter.set(c, (counter.get(c) ?? 0) + 1)
    const inverted = new Map([...multi].flatMap(([k, vs]) => [...vs].map((v) => [v, k])))
    return [multi, [...counter].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).slice(0, 5), inverted]
  },
  'union-find over a grid': () => {
    const n = 12,
      parent = new Map()
    const find = (x) => {
      if (!parent.has(x)) parent.set(x, x)
      const p = parent.get(x)
      if (p === x) return x
      const r = find(p)
      parent.set(x, r)
      return r
    }
    let s = 5
    const open = new Set()
    for (let i = 0; i < n * n; i++) {
      s = (s * 16807) % 2147483647
      if (s % 100 < 55) open.add(i)
    }
    for (const i of open) {
      if (open.has(i + 1) && (i + 1) % n) parent.set(find(i), find(i + 1))
      if (open.has(i + n)) parent.set(find(i), find(i + n))
    }
    const groups = Map.groupBy(open, find)
    return [open.size, groups.size, [...groups.values()].map((g) => g.length).sort((a, b) => b - a)]
  }
}
