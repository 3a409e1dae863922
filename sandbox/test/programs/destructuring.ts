// @ts-nocheck
// biome-ignore-all lint: the programs are odd on purpose
// Destructuring and spread, in every position.
import type { Programs } from './program.ts'

export const DESTRUCTURING: Programs = {
  'nested patterns with defaults': () => {
    const { a: { b: [c = 1, { d = 'dd', ...rest } = { e: 5 }] = [], ...others } = {}, f = c + 1 } = {
      a: { b: [undefined, { x: 1, y: 2 }], g: 7 }
    }
    const { a: { b: [h = 9, { i = 'ii' } = { j: 1 }] = [] } = {} } = {}
    return [c, d, rest, others, f, h, i]
  },
  'order of evaluation of keys, getters and defaults': () => {
    const log = []
    const say = (x) => {
      log.push(x)
      return x
    }
    const source = {
      get a() {
        log.push('get a')
      },
      get b() {
        log.push('get b')
        return 2
      }
    }
    const { [say('a')]: x = say('default a'), [say('b')]: y = say('default b') } = source
    const target = {}
    ;({ [say('b')]: target[say('first')], ...target.rest } = source)
    return [x, y, target, log]
  },
  'array patterns close the iterator': () => {
    const log = []
    const iterable = (n) => ({
      [Symbol.iterator]() {
        let i = 0
        return {
          next() {
            log.push(`next ${i}`)
            return { value: i, done: i++ >= n }
          },
          return() {
            log.push('return')
            return {}
          }
        }
      }
    })
    const [a, , b] = iterable(9)
    const [c, d, e = 'none'] = iterable(1)
    const [...all] = iterable(2)
    const [] = iterable(3)
    const thrown = attempt(() => {
      const [
        x = (() => {
          throw new Error('in default')
        })()
      ] = {
        [Symbol.iterator]: () => ({
          next: () => ({ value: undefined, done: false }),
          return() {
            log.push('closed')
            throw new Error('lost')
          }
        })
      }
    })
    return [a, b, c, d, e, all, thrown, log]
  },
  'swap, rotate and assign to properties': () => {
    let [a, b, c] = [1, 2, 3]
    ;[a, b, c] = [c, a, b]
    const o = { list: [1, 2, 3, 4] }
    ;[o.list[0], o.list[3], ...o.tail] = [o.list[3], o.list[0], 'x', 'y']
    ;({ length: o.size, 0: o['first'] } = o.list)
    return [a, b, c, o]
  },
  'patterns for parameters': () => {
    const f = ({ a = 1, b: { c } = { c: 2 } } = {}, [d, ...e] = 'xyz', ...[g, h = g]) => [a, c, d, e, g, h]
    return [
      f(),
      f({ a: null, b: { c: 0 } }, [1]),
      f(undefined, undefined, 5),
      f({}, '😀!', 1, 2),
      f.length,
      attempt(() => f(null)),
      attempt(() => f({ b: null }))
    ]
  },
  'patterns of strings, numbers and holes': () => {
    const [a, b] = '😀é'
    const { length, [0]: first } = 'text'
    const { toFixed } = 1.5
    const [x = 'hole', y] = [, undefined]
    return [
      a,
      b,
      length,
      first,
      toFixed.call(2.345, 1),
      x,
      y,
      attempt(() => {
        const [q] = 5
      }),
      attempt(() => {
        const { q } = undefined
      }),
      attempt(() => {
        const [q] = {}
      })
    ]
  },
  'rest of objects: own, enumerable, symbols': () => {
    const key = Symbol('key')
    class P {
      inherited = 1
      get accessor() {
        return 'no'
      }
    }
    const object = Object.defineProperties(Object.assign(new P(), { [key]: 's', 3: 'three', b: 'b' }), {
      hidden: { value: 1 },
      computed: { get: () => 'read', enumerable: true }
    })
    const { b, ...rest } = object
    return [
      b,
      rest,
      Reflect.ownKeys(rest),
      Object.getOwnPropertyDescriptor(rest, 'computed'),
      Object.getPrototypeOf(rest) === Object.prototype
    ]
  },
  'spread of objects overwrites in order': () => {
    const log = []
    const source = {
      get z() {
        log.push('z')
        return 1
      },
      a: 1,
      get y() {
        log.push('y')
        return 2
      }
    }
    const merged = { a: 0, ...source, b: 3, ...null, ...undefined, ...'hi', ...[7, 8], ...5, ...{ b: 4 } }
    return [merged, Object.keys(merged), log, { ...{ __proto__: { no: 1 }, own: 1 } }, { ...{ set s(v) {} } }]
  },
  'spread in calls, arrays and new': () => {
    function* g() {
      yield 1
      yield* [2, 3]
    }
    const sum = (...n) => n.reduce((a, b) => a + b, 0)
    return [
      sum(...g(), 10, ...new Set([5, 5, 6])),
      [...'a😀', ...new Map([[1, 2]]), , ...[, 1]],
      new Date(...[2020, 1, 3]).getTime(),
      Math.max(...[3, 9, -1]),
      [...Array(3).keys()],
      attempt(() => sum(...5)),
      attempt(() => [...{}])
    ]
  },
  'patterns in loops and catch': () => {
    const out = []
    for (const [key, { v = key } = {}] of new Map([
      ['a', { v: 1 }],
      ['b', {}],
      ['c', undefined]
    ]))
      out.push(key, v)
    for (const { length: n, [n - 1]: last } of ['abc', 'z']) out.push(n, last)
    for (let [i, j] = [0, 10]; i < j; [i, j] = [i + 3, j - 1]) out.push([i, j])
    try {
      throw new RangeError('deep', { cause: [1, { x: 2 }] })
    } catch ({ name, cause: [one, { x }] }) {
      out.push(name, one, x)
    }
    return out
  },
  'functions take the names of their variables': () => {
    const { f = () => {}, g: h = function () {}, k = class {} } = {}
    const [m = function named() {}] = []
    let n
    n = () => {}
    const o = {
      p: () => {},
      ['q' + 1]: function () {},
      [Symbol('r')]: () => {},
      get s() {
        return 1
      },
      5: () => {}
    }
    return [
      f.name,
      h.name,
      k.name,
      m.name,
      n.name,
      o.p.name,
      o.q1.name,
      o[Object.getOwnPropertySymbols(o)[0]].name,
      Object.getOwnPropertyDescriptor(o, 's').get.name,
      o[5].name,
      (() => {}).name,
      new Function('a', '').name,
      function () {}.bind().name
    ]
  },
  'assignment patterns answer the right side': () => {
    let a, b
    const right = [1, 2, 3]
    const same = ([a, b] = right) === right
    const object = { a: 5 }
    const alike = ({ a } = object) === object
    return [
      same,
      alike,
      a,
      b,
      attempt(() => {
        let x
        ;({ x } = null)
      })
    ]
  }
}
