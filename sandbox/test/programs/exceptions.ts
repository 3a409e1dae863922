// @ts-nocheck
// biome-ignore-all lint: the programs are odd on purpose
// Exceptions: finally, nesting, causes, aggregates, the texts of common mistakes, stacks.
import type { Programs } from './program.ts'

export const EXCEPTIONS: Programs = {
  'finally overrides return, throw, break and continue': () => {
    const log = []
    const a = () => {
      try {
        return 'try'
      } finally {
        return 'finally'
      }
    }
    const b = () => {
      try {
        throw 1
      } finally {
        return 'swallowed'
      }
    }
    const c = () => {
      for (let i = 0; i < 3; i++) {
        try {
          if (i === 0) continue
          return i
        } finally {
          log.push(`f${i}`)
          if (i === 1) continue
        }
      }
      return 'end'
    }
    const d = () => {
      out: try {
        return 'lost'
      } finally {
        break out
      }
      return 'after'
    }
    const e = () => {
      let x = 1
      try {
        return x
      } finally {
        x = 2
      }
    }
    const f = () => {
      const o = { x: 1 }
      try {
        return o
      } finally {
        o.x = 2
      }
    }
    return [a(), b(), c(), d(), e(), f(), log]
  },
  'nested try in every position': () => {
    const log = []
    try {
      try {
        try {
          throw 'first'
        } finally {
          log.push('inner finally')
        }
      } catch (e) {
        log.push(`caught ${e}`)
        try {
          throw 'second'
        } catch (f) {
          log.push(`${e} ${f}`)
        }
        throw 'third'
      } finally {
        log.push('middle finally')
        try {
          throw 'hidden'
        } catch {}
      }
    } catch (e) {
      log.push(`outer ${e}`)
    }
    return log
  },
  'an error in finally replaces the first': () => {
    const f = () => {
      try {
        throw new Error('first')
      } finally {
        throw new Error('second')
      }
    }
    return [
      attempt(f),
      attempt(() => {
        try {
          f()
        } catch (e) {
          throw new Error('wrapped', { cause: e })
        }
      }),
      attempt(() => {
        try {
          return 1
        } finally {
          null.x
        }
      })
    ]
  },
  'anything can be thrown': () =>
    [undefined, null, 0, -0, 'text', 1n, Symbol.for('s'), [1], { a: 1 }, () => {}].map((x) => {
      try {
        throw x
      } catch (e) {
        return [Object.is(x, e), typeof e]
      }
    }),
  'causes and aggregates': () => {
    const root = new TypeError('root')
    const middle = new Error('middle', { cause: root })
    const all = new AggregateError([middle, 'not an error', undefined], 'several', { cause: 0 })
    return [
      middle.cause === root,
      'cause' in new Error('x', {}),
      new Error('x', { cause: undefined }),
      all,
      Object.getOwnPropertyNames(all).sort(),
      Object.getOwnPropertyDescriptor(middle, 'cause'),
      attempt(() => new AggregateError(5)),
      AggregateError.length,
      new AggregateError(new Set([1])).errors
    ]
  },
  'error objects: names, messages, toString': () => {
    class HttpError extends Error {
      constructor(status) {
        super(`status ${status}`)
        this.status = status
      }
    }
    const renamed = Object.assign(new Error('m'), { name: 'Custom' })
    const show = Error.prototype.toString
    return [
      String(new Error()),
      String(new Error('')),
      String(new HttpError(404)),
      new HttpError(1).name,
      String(renamed),
      show.call({ name: '', message: 'only' }),
      show.call({ name: 'N', message: '' }),
      show.call({}),
      attempt(() => show.call(1)),
      'message' in Object(new Error()),
      Object.hasOwn(new Error(), 'message'),
      new Error({ toString: () => 'made' }).message,
      Error('no new') instanceof Error,
      Error.isError(renamed),
      Error.isError({ __proto__: Error.prototype })
    ]
  },
  'messages of wrong property access': () => {
    const o = { n: null, deep: { f: 1 } },
      list = []
    let u
    return [
      attempt(() => u.x),
      attempt(() => o.n.y),
      attempt(() => o.missing.z),
      attempt(() => u[0]),
      attempt(() => u[Symbol.iterator]),
      attempt(() => {
        u.x = 1
      }),
      attempt(() => {
        null[0] = 1
      }),
      attempt(() => o.deep.f()),
      attempt(() => o.missing()),
      attempt(() => list[3]()),
      attempt(() => u()),
      attempt(() => 1()),
      attempt(() => new o.deep()),
      attempt(() => new 5()),
      attempt(() => o.deep.f.g.h),
      attempt(() => delete u.x)
    ]
  },
  'messages of undeclared and constant names': () => [
    attempt(() => undeclared),
    attempt(() => undeclared.x),
    attempt(() => {
      undeclared = 1
    }),
    attempt(() => {
      const c = 1
      c++
    }),
    attempt(() => {
      const c = 1
      ;[c] = [2]
    }),
    attempt(() => {
      NaN = 1
    }),
    attempt(() => {
      undefined = 1
    }),
    attempt(() => typeof undeclared),
    attempt(() => {
      for (const i = 0; i < 2; i++);
    })
  ],
  'messages of frozen and sealed objects': () => {
    const frozen = Object.freeze({ a: 1 }),
      sealed = Object.seal({ b: 1 }),
      fixed = Object.preventExtensions({ c: 1 }),
      list = Object.freeze([1, 2])
    return [
      attempt(() => {
        frozen.a = 2
      }),
      attempt(() => {
        frozen.x = 2
      }),
      attempt(() => delete frozen.a),
      attempt(() => {
        sealed.x = 1
      }),
      attempt(() => delete sealed.b),
      attempt(() => {
        fixed.x = 1
      }),
      attempt(() => list.push(3)),
      attempt(() => {
        list[0] = 5
      }),
      attempt(() => {
        list.length = 0
      }),
      attempt(() => list.sort()),
      attempt(() => Object.defineProperty(frozen, 'a', { value: 3 })),
      attempt(() => Object.setPrototypeOf(frozen, {})),
      attempt(() => {
        'str'.length = 1
      }),
      attempt(() => {
        'str'[0] = 'x'
      }),
      attempt(() => {
        ;(5).x = 1
      })
    ]
  },
  'messages of wrong arguments to built-ins': () => [
    attempt(() => new Array(-1)),
    attempt(() => 'x'.repeat(-1)),
    attempt(() => 'x'.repeat(Infinity)),
    attempt(() => (1).toFixed(101)),
    attempt(() => (1).toString(1)),
    attempt(() => (1).toPrecision(0)),
    attempt(() => BigInt(1.5)),
    attempt(() => BigInt('x')),
    attempt(() => 1n + 1),
    attempt(() => [].reduce((a) => a)),
    attempt(() => JSON.parse('{bad')),
    attempt(() => JSON.parse('')),
    attempt(() => decodeURIComponent('%')),
    attempt(() => new Date(NaN).toISOString()),
    attempt(() => Symbol() + ''),
    attempt(() => new Symbol()),
    attempt(() => Object.defineProperty(1, 'x', {})),
    attempt(() => Object.defineProperty({}, 'x', { get() {}, value: 1 })),
    attempt(() => [].at.call(null)),
    attempt(() => 'a'.normalize('X')),
    attempt(() => String.fromCodePoint(-1)),
    attempt(() => structuredCloneIsMissing({}))
  ],
  'messages of methods on the wrong receiver': () => [
    attempt(() => Map.prototype.get.call({}, 1)),
    attempt(() => Set.prototype.add.call([], 1)),
    attempt(() => Date.prototype.getTime.call({})),
    attempt(() => RegExp.prototype.exec.call({}, '')),
    attempt(() => Number.prototype.toFixed.call('1')),
    attempt(() => String.prototype.trim.call(null)),
    attempt(() => Symbol.prototype.toString.call(1)),
    attempt(() => WeakMap.prototype.set.call(new WeakMap(), 1, 1)),
    attempt(() => ArrayBuffer.prototype.slice.call({}, 1)),
    attempt(() => Uint8Array.prototype.fill.call([], 1)),
    attempt(() => Map()),
    attempt(() => Promise.prototype.then.call(1)),
    attempt(() => BigInt.prototype.toString.call(1)),
    attempt(() => Array.prototype.map.call(null)),
    attempt(() => [].map(1)),
    attempt(() => [].sort(1)),
    attempt(() => Function.prototype.call.call(1)),
    attempt(() => Object.prototype.valueOf.call(null))
  ],
  'messages of the parser': () =>
    [
      'let a; let a',
      'const x',
      'if (',
      '1 +',
      'for (;;',
      '"open',
      '`open',
      '/open',
      '({a:1',
      'return 5',
      'await 1',
      'yield = 1; "use strict"; yield',
      'break',
      'continue',
      'x: x: 1',
      'class { }',
      'class A { constructor(){} constructor(){} }',
      'new.target',
      'super.x',
      'let [a, a] = []',
      '1++',
      '({a}) = 1',
      '() => {} ()',
      'a?.b = 1',
      'function f(a, a) { "use strict" }',
      '"use strict"; with (a) {}',
      '"use strict"; 010',
      '"use strict"; delete x',
      'var \\u{110000}',
      '@',
      '#x',
      'import x from "y"',
      'export default 1',
      'async () => { for await (x in y); }',
      '-1 ** 2',
      'a ?? b || c',
      '0n1',
      '1_',
      '0b2',
      '08.5',
      '"\\u{zz}"',
      '({ get a(b) {} })',
      'let let = 1',
      '{ function* g() {} function* g() {} }'
    ].map((source) => [source, attempt(() => typeof (0, eval)(source))]),
  'messages of regular expressions': () =>
    [
      '(',
      ')',
      '[',
      'a{2,1}',
      '*',
      '(?<a>x)(?<a>y)',
      '\\',
      '(?<',
      '(?:',
      '[b-a]',
      '\\k<x>(?<y>)',
      '(?<=a)*',
      '+',
      'a**',
      '(?i:a',
      '{1}',
      '\\p{Nope}',
      '\\u{110000}',
      '[\\d-z]',
      '\\1'
    ]
      .map((source) => [
        source,
        attempt(() => String(new RegExp(source))),
        attempt(() => String(new RegExp(source, 'u')))
      ])
      .concat([
        [
          'flags',
          attempt(() => new RegExp('a', 'gg')),
          attempt(() => new RegExp('a', 'uv')),
          attempt(() => new RegExp('a', 'x'))
        ]
      ]),
  'stacks name functions, lines and columns': () => {
    const lines = []
    function inner() {
      throw new Error('deep')
    }
    const arrow = () => inner()
    class K {
      method() {
        return arrow()
      }
      static make() {
        return new K().method()
      }
      get x() {
        return K.make()
      }
    }
    try {
      ;[1].map(() => new K().x)
    } catch (e) {
      lines.push(e.stack)
    }
    try {
      null.boom
    } catch (e) {
      lines.push(e.stack.split('\n')[0])
    }
    try {
      ;(0, eval)('\n\n  (function named () { throw new Error("in eval") })()')
    } catch (e) {
      lines.push(e.stack)
    }
    try {
      JSON.parse('{"a":1,\n "b": x}')
    } catch (e) {
      lines.push(e.message, e.stack)
    }
    try {
      ;[3, 1].sort(() => {
        throw new Error('compare')
      })
    } catch (e) {
      lines.push(e.stack)
    }
    return lines
  },
  'stacks of generators and async functions': async () => {
    function* g() {
      yield 1
      throw new Error('from generator')
    }
    const lines = []
    try {
      for (const x of g());
    } catch (e) {
      lines.push(e.stack)
    }
    const later = async () => {
      await null
      throw new Error('after await')
    }
    try {
      await later()
    } catch (e) {
      lines.push(e.stack)
    }
    return lines
  },
  'an uncaught error leaves with its name, message and stack': () => {
    class Refused extends RangeError {
      name = 'Refused'
    }
    const check = (n) => {
      if (n > 2) throw new Refused(`no more than 2, not ${n}`, { cause: n })
      return check(n + 1)
    }
    return check(0)
  },
  'an uncaught value that is no error': () => {
    throw 'just text'
  },
  'an uncaught mistake': () => {
    const account = undefined
    return account.balance
  },
  'catch without binding, and shadowed bindings': () => {
    const e = 'outer'
    let seen = []
    try {
      throw 1
    } catch {
      seen.push(e)
    }
    try {
      throw 2
    } catch (e) {
      var f = e
      seen.push(e)
    }
    try {
      throw { a: [3, 4] }
    } catch ({ a: [, four], b = four * 2 }) {
      seen.push(four, b)
    }
    return [seen, e, f]
  },
  'errors while unwinding iterators': () => {
    const log = []
    const it = () => ({
      [Symbol.iterator]: () => ({
        next: () => ({ value: 1, done: false }),
        get return() {
          log.push('looked up return')
          return () => {
            log.push('returned')
            return 5
          }
        }
      })
    })
    return [
      attempt(() => {
        for (const x of it()) throw new Error('body')
      }),
      attempt(() => {
        for (const x of it()) break
      }),
      attempt(() => {
        const [a] = it()
      }),
      attempt(() => new Map(it())),
      attempt(() =>
        Array.from(it(), () => {
          throw new Error('map')
        })
      ),
      log
    ]
  },
  'catching recursion long before any limit': () => {
    let deepest = 0
    const dive = (n) => {
      deepest = Math.max(deepest, n)
      if (n === 300) throw new Error('bottom')
      try {
        return dive(n + 1)
      } finally {
        deepest += 1
      }
    }
    return [attempt(() => dive(0)), deepest]
  }
}
