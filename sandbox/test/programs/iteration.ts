// @ts-nocheck
// biome-ignore-all lint: the programs are odd on purpose
// Iterators, generators and iterator helpers.
import type { Programs } from './program.ts'

export const ITERATION: Programs = {
  'a generator is a conversation': () => {
    function* g() {
      const a = yield 'first'
      const b = yield a * 2
      try {
        yield b
      } finally {
        yield 'cleanup'
      }
      return 'end'
    }
    const it = g()
    return [
      it.next('lost'),
      it.next(21),
      it.next('b'),
      it.return('early'),
      it.next(),
      it.next(),
      it[Symbol.iterator]() === it,
      String(it)
    ]
  },
  'throw into a generator': () => {
    function* g() {
      for (let i = 0; ; i++) {
        try {
          yield i
        } catch (e) {
          yield `caught ${e}`
          if (e === 'stop') return 'stopped'
        }
      }
    }
    const it = g()
    const fresh = g()
    return [
      it.next(),
      it.throw('one'),
      it.next(),
      it.throw('stop'),
      it.next(),
      it.next(),
      attempt(() => it.throw(new Error('over'))),
      attempt(() => fresh.throw('unstarted')),
      fresh.next()
    ]
  },
  'return overridden by finally': () => {
    function* g() {
      try {
        yield 1
        yield 2
      } finally {
        return 'finally'
      }
    }
    function* h() {
      try {
        yield 1
      } finally {
        throw new Error('in finally')
      }
    }
    const a = g(),
      b = h(),
      c = g()
    a.next()
    b.next()
    return [
      a.return('asked'),
      a.next(),
      attempt(() => b.return(1)),
      b.next(),
      c.return('unstarted'),
      c.next()
    ]
  },
  'delegation passes values, throws and returns': () => {
    const log = []
    function* inner() {
      try {
        log.push(yield 'a')
        log.push(yield 'b')
      } catch (e) {
        log.push(`inner caught ${e}`)
        yield 'recovered'
      } finally {
        log.push('inner done')
      }
      return 'result'
    }
    function* outer() {
      const r = yield* inner()
      log.push(r)
      yield* [10, 20]
      return 'outer'
    }
    const it = outer()
    const steps = [it.next(), it.next('x'), it.throw('T'), it.next(), it.next(), it.next()]
    const other = outer()
    other.next()
    return [steps, other.return('R'), log]
  },
  'delegation to an iterator without throw or return': () => {
    const log = []
    const bare = {
      [Symbol.iterator]() {
        let i = 0
        return {
          next(v) {
            log.push(['next', v])
            return { value: i++, done: i > 3 }
          }
        }
      }
    }
    const closing = {
      [Symbol.iterator]() {
        return {
          next: () => ({ value: 1, done: false }),
          return() {
            log.push('closed')
            return { done: true }
          }
        }
      }
    }
    function* d(x) {
      return yield* x
    }
    const a = d(bare),
      b = d(closing),
      c = d(bare)
    a.next('p')
    b.next()
    c.next()
    return [
      a.next('q'),
      a.next(),
      a.next(),
      attempt(() => b.throw(1)),
      c.return('z'),
      attempt(() => d(bare).throw('not started')),
      log
    ]
  },
  'fibonacci, primes and zips, lazily': () => {
    function* fib() {
      let [a, b] = [0n, 1n]
      for (;;) {
        yield a
        ;[a, b] = [b, a + b]
      }
    }
    function* primes() {
      const seen = []
      for (let n = 2; ; n++)
        if (seen.every((p) => n % p)) {
          seen.push(n)
          yield n
        }
    }
    function* zip(...xs) {
      const its = xs.map((x) => x[Symbol.iterator]())
      for (;;) {
        const rs = its.map((i) => i.next())
        if (rs.some((r) => r.done)) return
        yield rs.map((r) => r.value)
      }
    }
    const out = []
    for (const triple of zip(fib(), primes(), 'abcdefghijklmnop')) out.push(triple.join(''))
    return out
  },
  'permutations by recursive delegation': () => {
    function* permute(a, n = a.length) {
      if (n <= 1) yield a.join('')
      else
        for (let i = 0; i < n; i++) {
          yield* permute(a, n - 1)
          const j = n % 2 ? 0 : i
          ;[a[n - 1], a[j]] = [a[j], a[n - 1]]
        }
    }
    const all = [...permute([...'abcd'])]
    return [all.length, new Set(all).size, all.slice(0, 7), all.at(-1)]
  },
  'for of closes on break, throw and return': () => {
    const log = []
    const make = (name, bad) => ({
      [Symbol.iterator]: () => ({
        i: 0,
        next() {
          return { value: this.i++, done: this.i > 5 }
        },
        return() {
          log.push(`closed ${name}`)
          if (bad) throw new Error('bad return')
          return {}
        }
      })
    })
    for (const x of make('break')) if (x === 1) break
    const e1 = attempt(() => {
      for (const x of make('throw', true)) throw new Error('body wins')
    })
    const f = () => {
      for (const x of make('return')) return x
    }
    outer: for (const a of make('outer'))
      for (const b of make('inner')) {
        if (b === 1) continue outer
        if (a === 1) break outer
      }
    const e2 = attempt(() => {
      for (const x of make('bad', true)) break
    })
    for (const x of make('complete'));
    return [f(), e1, e2, log]
  },
  'wrong iterators': () => [
    attempt(() => {
      for (const x of { [Symbol.iterator]: 1 });
    }),
    attempt(() => {
      for (const x of { [Symbol.iterator]: () => 1 });
    }),
    attempt(() => {
      for (const x of { [Symbol.iterator]: () => ({}) });
    }),
    attempt(() => {
      for (const x of { [Symbol.iterator]: () => ({ next: () => 1 }) });
    }),
    attempt(() => [...undefined]),
    attempt(() => new Map([1])),
    attempt(() => {
      const g = (function* () {
        g.next()
      })()
      g.next()
    })
  ],
  'iterator helpers are lazy and close': () => {
    const log = []
    function* source() {
      try {
        for (let i = 1; ; i++) {
          log.push(i)
          yield i
        }
      } finally {
        log.push('closed')
      }
    }
    const out = source()
      .filter((x) => x % 2)
      .map((x) => x * x)
      .drop(1)
      .take(3)
    const values = [...out]
    return [
      values,
      log,
      source().some((x) => x > 3),
      source().find((x) => x % 7 === 0),
      source()
        .take(4)
        .reduce((a, b) => a + b),
      log.length
    ]
  },
  'more iterator helpers': () => {
    const from = Iterator.from({
      next() {
        return { value: (this.n = (this.n ?? 0) + 1), done: this.n > 4 }
      }
    })
    const seen = []
    Iterator.from([1, 2]).forEach((x, i) => seen.push([x, i]))
    return [
      from.toArray(),
      Iterator.from('ab')
        .flatMap((c, i) => [c, i])
        .toArray(),
      [1, 2, 3].values().every((x) => x < 3),
      seen,
      attempt(() => Iterator.from(5)),
      attempt(() => [].values().take(-1)),
      attempt(() => [].values().take(NaN)),
      attempt(() => new Iterator()),
      attempt(() => [].values().reduce((a) => a)),
      [1].values().map((x) => x)[Symbol.toStringTag],
      attempt(() =>
        [1]
          .values()
          .flatMap((x) => 5)
          .toArray()
      )
    ]
  },
  'iterator helpers count their arguments and pass return on': () => {
    let returned = 0
    const it = {
      __proto__: Iterator.prototype,
      next() {
        return { value: arguments.length, done: false }
      },
      return(...a) {
        returned += 1 + a.length
        return { value: 'r', done: true }
      }
    }
    const taken = it.take(2)
    const all = [taken.next(), taken.next(), taken.next(), taken.next()]
    const mapped = it.map(() => {
      throw new Error('mapper')
    })
    return [
      all,
      attempt(() => mapped.next()),
      attempt(() => mapped.next()),
      it.map((x) => x).return(),
      returned
    ]
  },
  'Iterator.concat joins what it is given': () => {
    const log = []
    const noisy = (...v) => ({
      [Symbol.iterator]() {
        log.push(`open ${v}`)
        return v.values()
      }
    })
    const joined = Iterator.concat(noisy(1, 2), [3], noisy(), new Set(['x']))
    const first = joined.next()
    log.push('after first')
    return [first, [...joined], log, attempt(() => Iterator.concat(1)), attempt(() => Iterator.concat('ab'))]
  },
  'array iterators see growth, map iterators see deletion': () => {
    const a = [1, 2, 3]
    const seen = []
    for (const x of a) {
      seen.push(x)
      if (a.length < 6) a.push(x * 10)
    }
    const m = new Map([
      [1, 'a'],
      [2, 'b'],
      [3, 'c']
    ])
    for (const [k] of m) {
      seen.push(k)
      if (k === 1) {
        m.delete(2)
        m.set(4, 'd')
      }
      if (k === 4) m.delete(1), m.set(1, 'again')
      if (seen.length > 20) break
    }
    const it = [1].values()
    it.next()
    it.next()
    a.length = 0
    return [seen, it.next(), [...a.entries()], [...m.keys()], [][Symbol.iterator]().toString()]
  },
  'generator objects and prototypes': () => {
    function* g() {}
    g.prototype.extra = 'x'
    const it = g()
    const GeneratorFunction = g.constructor
    return [
      it.extra,
      it instanceof g,
      GeneratorFunction.name,
      [...GeneratorFunction('a', 'yield a; yield a * 2')(4)],
      attempt(() => new g()),
      Object.getPrototypeOf(g.prototype) === Object.getPrototypeOf(function* () {}.prototype),
      attempt(() => it.next.call({}))
    ]
  },
  'yield in odd places': () => {
    function* g() {
      const o = { a: yield 1, [yield 2]: yield 3 }
      const f = (x, y) => x + y
      const s = `${yield 4}${f(yield 5, yield 6)}`
      const [p = yield 7] = []
      return [o, s, p, (yield) ?? 'none']
    }
    const it = g()
    const yields = []
    let r = it.next()
    while (!r.done) {
      yields.push(r.value)
      r = it.next(`v${yields.length}`)
    }
    return [yields, r.value]
  },
  'a scheduler of cooperative tasks': () => {
    const log = []
    function* task(name, n) {
      for (let i = 0; i < n; i++) {
        log.push(name + i)
        const got = yield n - i
        if (got) log.push(`${name} got ${got}`)
      }
    }
    const ready = [task('a', 3), task('b', 1), task('c', 2)].map((t) => ({ t, message: undefined }))
    let tick = 0
    while (ready.length > 0) {
      const job = ready.shift()
      const r = job.t.next(job.message)
      if (!r.done) ready.push({ t: job.t, message: ++tick % 2 ? `m${r.value}` : undefined })
    }
    return log
  },
  'walking a tree in every order': () => {
    const tree = { v: 4, l: { v: 2, l: { v: 1 }, r: { v: 3 } }, r: { v: 6, l: { v: 5 }, r: { v: 7 } } }
    function* pre(t) {
      if (t) {
        yield t.v
        yield* pre(t.l)
        yield* pre(t.r)
      }
    }
    function* inorder(t) {
      if (t) {
        yield* inorder(t.l)
        yield t.v
        yield* inorder(t.r)
      }
    }
    function* post(t) {
      if (t) {
        yield* post(t.l)
        yield* post(t.r)
        yield t.v
      }
    }
    function* level(t) {
      const q = [t]
      while (q.length) {
        const n = q.shift()
        if (n) {
          yield n.v
          q.push(n.l, n.r)
        }
      }
    }
    return [pre, inorder, post, level].map((f) => [...f(tree)].join(''))
  }
}
