// @ts-nocheck
// biome-ignore-all lint: the programs are odd on purpose
// Arrays: every method, holes, array-likes, lengths, and sorting.
import type { Programs } from './program.ts'

export const ARRAYS: Programs = {
  'holes: who skips, who fills': () => {
    const a = [1, , undefined, 4]
    return [
      a.map((x) => x ?? 'u'),
      a.filter(() => true),
      a.forEach.length,
      a.indexOf(undefined),
      a.includes(undefined),
      a.findIndex((x) => x === undefined),
      Object.keys(a),
      a.join('-'),
      [...a],
      a.flat(),
      a.sort(),
      [, 1].reverse(),
      0 in Array.from([,]),
      [, ,].length,
      Array(3)
        .fill()
        .map((_, i) => i),
      Array.apply(null, Array(2)),
      a.toSorted(),
      a.with(1, 'w'),
      [, 'x'].entries().next().value,
      [3, , 1].copyWithin(0, 1)
    ]
  },
  'length truncates, extends and refuses': () => {
    const a = [1, 2, 3, 4]
    a.length = 2
    a[5] = 'six'
    const seen = [a.length, [...a]]
    a['4294967295'] = 'not an index'
    a['01'] = 'nor this'
    return [
      ...seen,
      a.length,
      Object.keys(a),
      attempt(() => {
        a.length = -1
      }),
      attempt(() => {
        a.length = 1.5
      }),
      attempt(() => {
        a.length = { valueOf: () => 3 }
      }),
      a.length,
      attempt(() => new Array(4294967296)),
      new Array(3, 4),
      new Array('3'),
      [].concat(new Array(2)).length
    ]
  },
  'a non-configurable element stops truncation': () => {
    const a = [0, 1, 2, 3, 4]
    Object.defineProperty(a, 2, { configurable: false, value: 'fixed' })
    const failed = attempt(() => {
      a.length = 0
    })
    Object.defineProperty(a, 'length', { writable: false })
    return [
      failed,
      a,
      attempt(() => a.push(1)),
      attempt(() => {
        a[9] = 1
      }),
      a.length
    ]
  },
  'splice in every way': () => {
    const run = (...args) => {
      const a = [1, 2, 3, 4, 5]
      const removed = a.splice(...args)
      return [removed, a]
    }
    return [
      run(),
      run(1),
      run(1, 2),
      run(-2, 1, 'a', 'b', 'c'),
      run(9, 1, 'end'),
      run(0, 0, 'start'),
      run(undefined),
      run(1, undefined),
      run(-99, 99),
      run(1, -1, 'x'),
      run(2, 1, 'same'),
      [1, 2, 3].toSpliced(1, 1, 'x', 'y')
    ]
  },
  'slice, at, with, copyWithin, fill at odd positions': () => {
    const a = [1, 2, 3, 4, 5]
    return [
      a.slice(-3, -1),
      a.slice(2, 1),
      a.slice('1', 3.9),
      a.slice(NaN, Infinity),
      a.at(-1),
      a.at(5),
      a.at(-0.5),
      a.with(-1, 9),
      attempt(() => a.with(5, 1)),
      [...a].copyWithin(0, 3),
      [...a].copyWithin(-2, 0, 2),
      [...a].copyWithin(1, 0),
      [...a].fill(0, -2),
      [...a].fill('x', 1, -1),
      a.slice(undefined, undefined)
    ]
  },
  'concat spreads what is spreadable': () => {
    const like = { length: 2, 0: 'a', 1: 'b', [Symbol.isConcatSpreadable]: true }
    const closed = Object.assign([1, 2], { [Symbol.isConcatSpreadable]: false })
    return [
      [0].concat(like, closed, [3, [4]], 5, [, 6]),
      [].concat('text', new Set([1])),
      Array.prototype.concat.call(1, 2).length,
      [].concat(...[[1], [[2]]])
    ]
  },
  'flat and flatMap': () => [
    [1, [2, [3, [4, [5]]]]].flat(),
    [1, [2, [3, [4, [5]]]]].flat(Infinity),
    [1, [2, [3]]].flat(0),
    [[], [[]], [, 1]].flat(2),
    ['a b', 'c'].flatMap((s) => s.split(' ')),
    [1, 2].flatMap((x) => [[x]]),
    [1, 2].flatMap((x) => (x > 1 ? [] : x)),
    attempt(() => [1].flatMap()),
    [[1, 2], [3]].flat(-1),
    attempt(() => [[1]].flat(Symbol()))
  ],
  'reduce both ways, with and without a start': () => {
    const log = []
    const a = ['a', 'b', , 'd']
    return [
      a.reduce((x, y, i, all) => {
        log.push([x, y, i, all.length])
        return x + y
      }),
      a.reduceRight((x, y, i) => {
        log.push(i)
        return x + y
      }, '>'),
      [5].reduce(() => 'never'),
      [].reduce(() => 1, 'start'),
      attempt(() => [].reduceRight((x) => x)),
      attempt(() => [,].reduce((x) => x)),
      log
    ]
  },
  'find, findLast and indices from the end': () => {
    const a = [5, 12, 8, 130, 44, 12, NaN]
    return [
      a.find((x) => x > 10),
      a.findLast((x) => x > 10),
      a.findIndex(Number.isNaN),
      a.findLastIndex((x) => x === 12),
      a.indexOf(12, 2),
      a.indexOf(12, -3),
      a.lastIndexOf(12),
      a.lastIndexOf(12, -3),
      a.indexOf(NaN),
      a.includes(NaN),
      a.includes(12, 6),
      [-0].includes(0),
      a.find((x) => x > 999),
      a.lastIndexOf(5, -7),
      a.lastIndexOf(5, -8),
      [].lastIndexOf.length
    ]
  },
  'arrays that change while they are walked': () => {
    const out = []
    const a = [1, 2, 3, 4]
    a.forEach((x, i) => {
      out.push(x)
      if (i === 0) a.shift()
      if (i === 1) a.push(99)
    })
    const b = [1, 2, 3]
    const mapped = b.map((x, i) => {
      if (i === 0) {
        b.length = 1
      }
      return x
    })
    const c = [1, 2, 3]
    const every = c.every((x) => {
      c.pop()
      return true
    })
    const d = [3, 2, 1]
    const sorted = d.sort((x, y) => {
      d.length = 0
      return x - y
    })
    return [out, a, mapped, every, c, sorted, d.length]
  },
  'methods on array-likes': () => {
    const like = { length: 3, 0: 'a', 2: 'c' }
    const p = Array.prototype
    const pushed = { length: 1 }
    p.push.call(pushed, 'x', 'y')
    const long = { length: 2 ** 53 - 1 }
    return [
      p.map.call(like, (x) => x + x),
      p.join.call(like),
      p.reverse.call({ ...like }),
      p.slice.call('text', 1, 3),
      pushed,
      attempt(() => p.push.call(long, 1)),
      p.at.call(like, -1),
      p.indexOf.call('hello', 'l'),
      p.splice.call({ ...like }, 0, 1),
      p.shift.call({ ...like }),
      p.unshift.call({ length: 0 }, 5),
      p.concat.call('s').length,
      p.fill.call({ length: 2 }, 7),
      p.sort.call({ length: 3, 0: 'b', 1: 'a', 2: undefined }),
      p.toSorted.call({ length: 2, 0: 9, 1: 10 }),
      p.includes.call({ length: 1 }, undefined),
      p.with.call('ab', 0, 'z')
    ]
  },
  'Array.from in all its forms': () => {
    class Mine {
      constructor(n) {
        this.n = n
      }
    }
    const log = []
    return [
      Array.from('a😀'),
      Array.from({ length: 3 }, (_, i) => i * i),
      Array.from(new Map([[1, 2]])),
      Array.from({ length: 2, 0: 'x' }),
      Array.from(
        [1, 2],
        function (x) {
          return x * this.k
        },
        { k: 10 }
      ),
      Array.from.call(Mine, [1, 2]),
      Array.from.call(Mine, { length: 1, 0: 'e' }),
      Array.of.call(Mine, 7, 8),
      attempt(() => Array.from(null)),
      Array.from(5),
      attempt(() => Array.from([1], 5)),
      Array.from({
        *[Symbol.iterator]() {
          try {
            yield 1
            yield 2
          } finally {
            log.push('done')
          }
        }
      }),
      attempt(() =>
        Array.from(
          (function* () {
            try {
              yield 1
            } finally {
              log.push('closed')
            }
          })(),
          () => {
            throw new Error('map')
          }
        )
      ),
      log,
      Array.isArray(new Proxy([], {})),
      Array.of(undefined).length
    ]
  },
  'default order of sort is by text': () => [
    [10, 9, 1, -1, 100, 2].sort(),
    [true, false, null, undefined, 'b', 'a', NaN, 1e21, 5e-7].sort(),
    ['é', 'z', 'a', 'Z', '😀', '\uffff', '', ' '].sort(),
    [[2, 1], [10], [1, 5]].sort(),
    [3n, 20n, 1].sort(),
    [, 3, undefined, 1].sort(),
    [{ toString: () => 'm' }, 'z', 'a'].sort((a, b) => (String(a) < String(b) ? -1 : 1)).map(String)
  ],
  'sort is stable, whatever the size': () => {
    const out = []
    for (const n of [2, 5, 17, 64, 300]) {
      const a = Array.from({ length: n }, (_, i) => ({ k: (i * 7919) % 5, i }))
      a.sort((x, y) => x.k - y.k)
      out.push(
        a.every((x, i) => i === 0 || a[i - 1].k < x.k || (a[i - 1].k === x.k && a[i - 1].i < x.i)),
        a.map((x) => x.i).join()
      )
    }
    return out
  },
  'comparators that lie, throw or answer oddly': () => {
    const a = () => [5, 2, 8, 1, 9, 3]
    let calls = 0
    return [
      a().sort(() => 0),
      a().sort(() => 1),
      a().sort(() => -1),
      a().sort((x, y) => x > y),
      a().sort(() => NaN),
      a().sort(() => undefined),
      a().sort((x, y) => String(y - x)),
      attempt(() => a().sort((x, y) => 1n)),
      attempt(() =>
        a().sort(() => {
          if (++calls === 3) throw new Error('third')
        })
      ),
      a().sort(undefined),
      attempt(() => a().sort(null)),
      a().sort((x, y) => ({ valueOf: () => y - x }))
    ]
  },
  'a thousand numbers sorted three ways': () => {
    let s = 12345
    const a = Array.from({ length: 1000 }, () => ((s = (s * 1103515245 + 12345) % 2147483648) % 1000) - 500)
    const hash = (x) => x.reduce((h, v) => (h * 31 + v) | 0, 7)
    const byText = a.toSorted(),
      up = a.toSorted((x, y) => x - y),
      down = Float64Array.from(a).sort().reverse()
    let compared = 0
    a.toSorted((x, y) => {
      compared++
      return x - y
    })
    return [hash(a), hash(byText), hash(up), hash([...down]), compared, up[0], up[999]]
  },
  'groupBy and fromEntries': () => {
    const words = ['apple', 'avocado', 'bean', 'cherry', 'chard']
    const by = Object.groupBy(words, (w, i) => (i > 3 ? Symbol.for('late') : w[0]))
    const map = Map.groupBy([1, -0, 0, 2.5, NaN, 3, NaN], (x) =>
      Object.is(x, -0) ? 0 : Number.isInteger(x) ? x % 2 : NaN
    )
    return [
      by,
      Object.getPrototypeOf(by),
      map,
      Object.fromEntries(map),
      Object.fromEntries([
        ['a', 1],
        ['a', 2],
        [5, 'n']
      ]),
      attempt(() => Object.fromEntries([1])),
      attempt(() => Object.groupBy([1])),
      attempt(() => Object.groupBy(null, () => 1))
    ]
  },
  'join and toString with odd elements': () => {
    const a = [1, null, undefined, [2, [3]], { toString: () => 'o' }, -0, 1n]
    return [
      a.join(),
      a.join(''),
      a.join(undefined),
      a.join(null),
      String(a),
      [[]].toString(),
      [[], []] + '',
      attempt(() => [Symbol()].join()),
      [1, 2].toLocaleString(),
      Array.prototype.toString.call({ join: () => 'custom' }),
      Array.prototype.toString.call({})
    ]
  },
  'unshift, shift, push and pop many times': () => {
    const q = []
    let hash = 0
    for (let i = 0; i < 500; i++) {
      if (i % 3 === 0) q.unshift(i, -i)
      else q.push(i)
      if (i % 4 === 1) hash = (hash * 17 + q.shift()) | 0
      if (i % 5 === 2) hash = (hash * 13 + q.pop()) | 0
    }
    return [
      hash,
      q.length,
      q.slice(0, 5),
      q.slice(-5),
      q.reverse()[0],
      [].pop(),
      [].shift(),
      [].push(),
      [1].unshift()
    ]
  },
  'what copies and what does not': () => {
    const a = [3, 1, 2]
    const views = [
      a.toSorted(),
      a.toReversed(),
      a.toSpliced(0, 1),
      a.with(0, 'w'),
      a.slice(),
      a.concat(),
      [...a]
    ]
    const same = [a.sort() === a, a.reverse() === a, a.fill(0) === a, a.copyWithin(0, 1) === a]
    return [views, same, a, attempt(() => a.toSorted('x')), [, 1].toReversed()]
  },
  matrices: () => {
    const n = 8
    const make = (f) => Array.from({ length: n }, (_, i) => Array.from({ length: n }, (_, j) => f(i, j)))
    const times = (a, b) => make((i, j) => a[i].reduce((s, x, k) => s + x * b[k][j], 0))
    const a = make((i, j) => (i * j + 1) % 5),
      b = make((i, j) => (i === j ? 2 : i > j ? -1 : 0))
    const t = (m) => m[0].map((_, i) => m.map((r) => r[i]))
    const det = (m) =>
      m.length === 1
        ? m[0][0]
        : m[0].reduce(
            (s, x, j) => s + (j % 2 ? -x : x) * (x ? det(m.slice(1).map((r) => r.toSpliced(j, 1))) : 0),
            0
          )
    return [
      times(a, b).flat().join(),
      t(a)[3],
      det(b),
      det(a.slice(0, 5).map((r, i) => r.slice(0, 5).map((x, j) => x + (i === j ? i : 0))))
    ]
  },
  'array exotic definitions and descriptors': () => {
    const a = [1, 2]
    Object.defineProperty(a, 5, { get: () => 'computed', enumerable: true, configurable: true })
    Object.defineProperty(a, 0, { writable: false })
    return [
      a.length,
      a,
      Object.getOwnPropertyDescriptors(a),
      attempt(() => {
        a[0] = 'x'
      }),
      attempt(() => Object.defineProperty(a, 'length', { value: -1 })),
      Object.getOwnPropertyDescriptor(a, 'length'),
      Reflect.defineProperty(a, 'length', { get() {} }),
      Reflect.set(a, 'length', 6),
      a.length
    ]
  },
  'a very sparse array': () => {
    const a = []
    a[4294967294] = 'last'
    a[100000] = 'middle'
    a[-1] = 'no index'
    return [
      a.length,
      Object.keys(a),
      attempt(() => a.push('beyond')),
      a.length,
      a[4294967295],
      a.at(-1),
      a.indexOf('middle', 99999 - 4294967295)
    ]
  },
  'unscopables, species and from iterables of iterables': () => [
    Object.keys(Array.prototype[Symbol.unscopables]).sort(),
    Array[Symbol.species] === Array,
    Array.from([[1, 2], new Set([3])], (x) => [...x]),
    Array.prototype.length,
    Array.isArray(Array.prototype),
    [].constructor.from('z')[0],
    Array.prototype[Symbol.iterator] === Array.prototype.values
  ]
}
