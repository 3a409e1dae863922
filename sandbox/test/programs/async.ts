// @ts-nocheck
// biome-ignore-all lint: the programs are odd on purpose
// Async: the order of microtasks in detail, combinators, thenables, async generators.
import type { Programs } from './program.ts'

export const ASYNC: Programs = {
  'microtasks in order': async () => {
    const log = []
    const a = (async () => {
      log.push('a1')
      await null
      log.push('a2')
      await null
      log.push('a3')
    })()
    const b = Promise.resolve()
      .then(() => log.push('b1'))
      .then(() => log.push('b2'))
      .then(() => log.push('b3'))
    const c = new Promise((r) => {
      log.push('c0')
      r()
    })
      .then(() => {
        log.push('c1')
        return Promise.resolve('x')
      })
      .then((x) => log.push(`c2${x}`))
    log.push('sync')
    await Promise.all([a, b, c])
    return log
  },
  'returning a promise costs three turns': async () => {
    const log = []
    const ticks = (async () => {
      for (let i = 0; i < 8; i++) {
        log.push(i)
        await null
      }
    })()
    const direct = (async () => 'v')().then(() => log.push('value'))
    const nested = (async () => Promise.resolve('p'))().then(() => log.push('promise'))
    const awaited = (async () => await Promise.resolve('p'))().then(() => log.push('awaited'))
    const thenable = (async () => ({
      then(f) {
        log.push('then called')
        f()
      }
    }))().then(() => log.push('thenable'))
    const resolved = new Promise((f) => f(Promise.resolve())).then(() => log.push('resolved with'))
    await Promise.all([ticks, direct, nested, awaited, thenable, resolved])
    return log
  },
  'all, allSettled, any, race': async () => {
    const later = (v, n) =>
      (async () => {
        while (n-- > 0) await null
        if (v instanceof Error) throw v
        return v
      })()
    const e = new RangeError('no')
    return [
      await Promise.all([later(1, 5), 2, later(3, 1), { then: (f) => f('thenable') }]),
      await Promise.all([later(1, 3), later(e, 1)]).catch((x) => x),
      await Promise.allSettled([later(e, 2), 7, Promise.reject('r')]),
      await Promise.any([later(e, 1), later('slow', 5), later('quick', 2)]),
      await Promise.any([later(e, 1), later(e, 0)]).catch((x) => [x.name, x.message, x.errors.length]),
      await Promise.any([]).catch((x) => x),
      await Promise.race([later('b', 3), later('a', 2), later(e, 4)]),
      await Promise.race([later('b', 3), later(e, 1)]).catch(String),
      await Promise.all(''),
      await Promise.all(5).catch((x) => x)
    ]
  },
  'combinators close iterators and use resolve': async () => {
    const log = []
    class P extends Promise {
      static resolve(x) {
        log.push(`resolve ${x}`)
        return super.resolve(x)
      }
    }
    await P.all([1, 2])
    const it = {
      [Symbol.iterator]: () => ({
        i: 0,
        next() {
          if (this.i === 2) throw new Error('next broke')
          return { value: this.i++, done: false }
        },
        return() {
          log.push('return')
        }
      })
    }
    const broken = await Promise.all(it).catch((e) => e.message)
    const bad = class extends Promise {}
    bad.resolve = () => {
      throw new Error('resolve broke')
    }
    const e = await bad
      .all({
        [Symbol.iterator]: () => ({
          next: () => ({ value: 1, done: false }),
          return() {
            log.push('closed')
            return {}
          }
        })
      })
      .catch((x) => x.message)
    return [broken, e, log]
  },
  'thenables: getters, throwing, calling twice': async () => {
    const log = []
    const get = {
      get then() {
        log.push('get then')
        return undefined
      }
    }
    const twice = {
      then(f, r) {
        f('first')
        f('second')
        r('third')
        throw new Error('ignored')
      }
    }
    const throws = {
      then() {
        throw new Error('from then')
      }
    }
    const getter = {
      get then() {
        throw new Error('from getter')
      }
    }
    const nested = {
      then(f) {
        f({
          then(g) {
            g('deep')
          }
        })
      }
    }
    return [
      (await get) === get,
      await twice,
      await Promise.resolve(throws).catch((e) => e.message),
      await (async () => await getter)().catch((e) => e.message),
      await nested,
      log
    ]
  },
  'a promise cannot resolve itself': async () => {
    let resolve
    const p = new Promise((f) => {
      resolve = f
    })
    resolve(p)
    const q = Promise.resolve().then(() => q)
    return [await p.catch((e) => [e.name, e.message]), await q.catch((e) => [e.name, e.message])]
  },
  'finally passes through and overrides': async () => {
    const log = []
    const f =
      (v) =>
      (...a) => {
        log.push(a.length)
        return v
      }
    return [
      await Promise.resolve(1).finally(f('ignored')),
      await Promise.reject(2)
        .finally(f())
        .catch((x) => x),
      await Promise.resolve(3)
        .finally(() => {
          throw 'thrown'
        })
        .catch((x) => x),
      await Promise.reject(4)
        .finally(() => Promise.reject('rejected'))
        .catch((x) => x),
      await Promise.resolve(5).finally(null),
      log
    ]
  },
  'try, catch and finally around await': async () => {
    const log = []
    const f = async (x) => {
      try {
        log.push('try')
        const v = await x
        log.push(`got ${v}`)
        return 'try'
      } catch (e) {
        log.push(`caught ${e}`)
        return await 'catch'
      } finally {
        await null
        log.push('finally')
        if (x === 'override') return 'finally'
      }
    }
    return [await f('v'), await f(Promise.reject('r')), await f('override'), log]
  },
  'return await inside try differs': async () => {
    const fail = async () => {
      throw new Error('inner')
    }
    const without = async () => {
      try {
        return fail()
      } catch {
        return 'caught'
      }
    }
    const within = async () => {
      try {
        return await fail()
      } catch {
        return 'caught'
      }
    }
    return [await without().catch((e) => e.message), await within()]
  },
  'unhandled rejections harm nobody': async () => {
    Promise.reject(new Error('nobody listens'))
    ;(async () => {
      throw 'nobody either'
    })()
    const late = Promise.reject('late')
    await null
    await null
    return [await late.catch((x) => x), 'went on']
  },
  'a rejected handler throws from outside': async () => {
    await null
    const e = new EvalError('rejected with this')
    e.name = 'Renamed'
    throw e
  },
  'async generators queue requests': async () => {
    const log = []
    async function* g() {
      try {
        for (let i = 0; i < 5; i++) {
          log.push(`make ${i}`)
          yield i
        }
      } finally {
        log.push('cleanup')
        await null
        log.push('cleaned')
      }
    }
    const it = g()
    const all = [it.next(), it.next(), it.next(), it.return('r')]
    log.push('asked')
    const done = await Promise.all(all)
    return [done, await it.next(), await it.throw('after').catch((e) => `rejected ${e}`), log]
  },
  'a promise that nothing settles': async () => {
    async function* g() {
      try {
        yield 1
      } finally {
        await null
      }
    }
    const it = g()
    return await Promise.all([it.next(), it.return('r'), it.next(), new Promise(() => {})])
  },
  'async generators await what they yield': async () => {
    async function* g() {
      yield Promise.resolve('unwrapped')
      try {
        yield Promise.reject('bad')
      } catch (e) {
        yield `caught ${e}`
      }
      return Promise.resolve('returned')
    }
    const it = g()
    return [await it.next(), await it.next(), await it.next(), await it.next(), String(it)]
  },
  'async delegation': async () => {
    const log = []
    async function* inner() {
      try {
        const x = yield 1
        log.push(x)
        yield 2
      } finally {
        log.push('inner finally')
      }
    }
    async function* outer() {
      yield* inner()
      yield* ['sync', Promise.resolve('promise in sync')]
      return yield* (async function* () {
        return 'r'
      })()
    }
    const out = []
    for await (const x of outer()) out.push(x)
    const it = outer()
    await it.next()
    return [out, await it.return('stop'), await it.next(), log]
  },
  'for await over everything': async () => {
    const log = []
    for await (const x of [Promise.resolve(1), 2, { then: (f) => f('t') }]) log.push(x)
    const manual = {
      [Symbol.asyncIterator]: () => ({
        n: 0,
        next() {
          return { value: this.n, done: this.n++ > 2 }
        },
        return() {
          log.push('closed')
          return {}
        }
      })
    }
    for await (const x of manual) {
      log.push(`m${x}`)
      if (x === 1) break
    }
    try {
      for await (const x of [1, Promise.reject('r'), 3]) log.push(x)
    } catch (e) {
      log.push(`caught ${e}`)
    }
    try {
      for await (const x of 5);
    } catch (e) {
      log.push(e.message)
    }
    try {
      for await (const x of { [Symbol.asyncIterator]: () => ({ next: () => 1 }) });
    } catch (e) {
      log.push(e.message)
    }
    return log
  },
  'order of for await and plain tasks': async () => {
    const log = []
    async function* g() {
      yield 'g1'
      yield 'g2'
    }
    const a = (async () => {
      for await (const x of g()) log.push(x)
    })()
    const b = (async () => {
      for await (const x of ['s1', 's2']) log.push(x)
    })()
    const c = (async () => {
      for (let i = 0; i < 10; i++) {
        log.push(i)
        await null
      }
    })()
    await Promise.all([a, b, c])
    return log.join(' ')
  },
  'Promise.withResolvers and Promise.try': async () => {
    const { promise, resolve, reject } = Promise.withResolvers()
    const log = []
    promise.then((v) => log.push(v))
    resolve('once')
    resolve('twice')
    reject('never')
    const tried = [
      Promise.try((a, b) => a + b, 1, 2),
      Promise.try(() => {
        throw new Error('sync throw')
      }).catch((e) => e.message),
      Promise.try(async () => 'async')
    ]
    return [await promise, await Promise.all(tried), log, Object.keys(Promise.withResolvers())]
  },
  'mistakes with promises': async () => [
    attempt(() => Promise()),
    attempt(() => new Promise()),
    attempt(() => new Promise(5)),
    attempt(() => Promise.resolve.call(5)),
    attempt(() => Promise.prototype.then.call({})),
    await Promise.all.call(Promise, undefined).catch((e) => e.message),
    attempt(() => Promise.all.call(undefined, [])),
    await new Promise(() => {
      throw 'in executor'
    }).catch((x) => x),
    await new Promise((f) => {
      f('kept')
      throw 'lost'
    })
  ],
  'then with subclass constructors': async () => {
    const log = []
    class Tracked extends Promise {
      constructor(executor) {
        super((f, r) => {
          log.push('made')
          executor(f, r)
        })
      }
    }
    const t = new Tracked((f) => f(1))
      .then((x) => x + 1)
      .catch(() => 0)
      .finally(() => {})
    return [
      t instanceof Tracked,
      await t,
      log.length,
      Tracked.resolve(t) === t,
      Promise.resolve(t) === t,
      (await Tracked.allSettled([1])).length
    ]
  },
  'async methods, arrows and this': async () => {
    const o = {
      v: 1,
      async m() {
        await null
        return this.v
      },
      arrow: async (x = Promise.resolve(5)) => (await x) + 1,
      async *g() {
        yield this.v
      }
    }
    const AsyncFunction = (async () => {}).constructor
    const f = async (
      x = (() => {
        throw new Error('in default')
      })()
    ) => x
    return [
      await o.m(),
      await o.arrow(),
      (await o.g().next()).value,
      await AsyncFunction('a', 'return (await a) * 2')(21),
      await f().catch((e) => e.message),
      await o.m.call({ v: 'called' })
    ]
  },
  'a mutex and a semaphore': async () => {
    const log = []
    const semaphore = (n) => {
      const waiting = []
      return {
        async run(f) {
          if (n === 0) await new Promise((go) => waiting.push(go))
          else n--
          try {
            return await f()
          } finally {
            const next = waiting.shift()
            if (next) next()
            else n++
          }
        }
      }
    }
    const s = semaphore(2)
    const work = (name, turns) =>
      s.run(async () => {
        log.push(`+${name}`)
        for (let i = 0; i < turns; i++) await null
        log.push(`-${name}`)
        return name
      })
    const results = await Promise.all([work('a', 5), work('b', 1), work('c', 2), work('d', 1)])
    return [results, log]
  },
  'an async queue with backpressure': async () => {
    const items = [],
      readers = [],
      log = []
    const put = async (x) => {
      while (items.length >= 2) await null
      const r = readers.shift()
      if (r) r(x)
      else items.push(x)
      log.push(`put ${x}`)
    }
    const take = () => (items.length ? Promise.resolve(items.shift()) : new Promise((f) => readers.push(f)))
    const producer = (async () => {
      for (let i = 0; i < 6; i++) await put(i)
    })()
    const consumer = (async () => {
      let sum = 0
      for (let i = 0; i < 6; i++) {
        sum += await take()
        log.push(`sum ${sum}`)
        await null
      }
      return sum
    })()
    await producer
    return [await consumer, log]
  },
  'retry with reasons': async () => {
    let n = 0
    const flaky = async () => {
      if (++n < 4) throw new Error(`attempt ${n}`, { cause: n })
      return 'at last'
    }
    const retry = async (f, left, errors = []) => {
      try {
        return [await f(), errors]
      } catch (e) {
        if (left === 0) throw new AggregateError(errors, 'gave up')
        return retry(f, left - 1, [...errors, e])
      }
    }
    const [value, errors] = await retry(flaky, 5)
    n = -10
    return [value, errors.map((e) => e.cause), await retry(flaky, 1).catch((e) => e)]
  },
  'hundreds of tasks interleave the same way': async () => {
    let state = 1
    const draw = () => (state = (state * 48271) % 2147483647)
    let hash = 0
    const task = async (id) => {
      for (let i = draw() % 7; i >= 0; i--) {
        hash = (hash * 31 + id * 7 + i) | 0
        await (draw() % 3 === 0 ? Promise.resolve(i) : null)
      }
      return id
    }
    const ids = await Promise.all(Array.from({ length: 200 }, (_, i) => task(i)))
    return [hash, ids.reduce((a, b) => a + b)]
  },
  'await parses as it should': async () => {
    const f = async () => 3
    const x = (await f()) ** 2 + -(await f()) * (await f()),
      y = [await f(), ...(await Promise.all([f(), f()]))],
      z = `${await f()}`
    const o = { a: await f(), get: async () => 'g', async: 1, await: 2 }
    return [
      x,
      y,
      z,
      o.a,
      await o.get(),
      o.async,
      o.await,
      await await await f(),
      !(await f()),
      typeof (await f())
    ]
  }
}
