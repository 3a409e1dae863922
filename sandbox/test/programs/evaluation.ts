// @ts-nocheck
// biome-ignore-all lint: the programs are odd on purpose
// Code made at run time, sloppy code, globals, and what the engine does not have.
import type { Programs } from './program.ts'

export const EVALUATION: Programs = {
  'eval, direct and indirect': () => {
    const x = 'local'
    globalThis.x = 'global'
    const out = [
      eval('x'),
      (0, eval)('x'),
      eval('typeof fresh; var fresh = 1; fresh'),
      typeof fresh,
      eval('let q = 5; q * 2'),
      eval('this === undefined'),
      (0, eval)('this === globalThis'),
      eval(''),
      eval('1;;;'),
      eval('{}'),
      eval('({})'),
      eval('if (0) 1; else 2'),
      eval('do { 5; break } while (1)'),
      eval(7),
      eval(['1', '2'])
    ]
    delete globalThis.x
    return out
  },
  'eval sees what is around it': () => {
    const f = (a, b) => {
      const c = 3
      return eval('a + b + c + (() => a * 10)()')
    }
    class K {
      #p = 'private'
      read() {
        return eval('this.#p')
      }
      m() {
        return eval('new.target')
      }
    }
    const arrow = () => eval('arguments.length')
    function g() {
      return (() => eval('arguments.length'))()
    }
    return [
      f(1, 2),
      new K().read(),
      new K().m(),
      g(1, 2, 3),
      attempt(() => eval('super.x')),
      attempt(() => eval('await 1')),
      attempt(() => eval('return 1')),
      ((e) => e('typeof e'))(eval)
    ]
  },
  'sloppy eval declares in its function': () => {
    const run = (0, eval)(
      '(function (code) { eval(code); return [typeof declared, typeof f, (function () { return typeof this })()] })'
    )
    return [
      run('var declared = 1; function f() {}'),
      run('let declared = 1'),
      run('"use strict"; var declared = 1'),
      run('{ function f() {} }'),
      typeof declared,
      attempt(() => (0, eval)('(function (a = eval("var z = 1"), b = z) { return b })()'))
    ]
  },
  'Function and its relatives': () => {
    const F = Function
    const Gen = function* () {}.constructor,
      Async = (async () => {}).constructor
    return [
      F('a', 'b', 'return a * b')(3, 4),
      F('a, b', 'c', 'return [a, b, c]')(1, 2, 3),
      F('return this')() === globalThis,
      F('"use strict"; return this')(),
      F('a = 1, ...r', 'return [a, r]')(undefined, 2),
      F().name,
      String(F('a', 'return a // c')),
      attempt(() => F('/*', '*/){')),
      attempt(() => F('a', '}')),
      attempt(() => F('a a', '')),
      [...Gen('n', 'while (n) yield n--')(3)],
      Async.name,
      F('x', 'return typeof x')('s'),
      new F('return new.target')(),
      attempt(() => F('super()'))
    ]
  },
  with: () =>
    (0, eval)(`(function () {
    const log = []
    const o = { a: 1, f() { return this === o }, [Symbol.unscopables]: { hidden: true }, hidden: 'object' }
    const hidden = 'outer'
    let made = 'outer'
    with (o) { a = 2; made = 'assigned'; var added = f(); log.push(a, hidden, added, typeof toString); delete o.a; log.push(typeof a) }
    with ('text') log.push(length, charAt(1))
    with (new Proxy({}, { has: (_, k) => { if (typeof k === 'string') log.push('has ' + k); return false } })) { made }
    return [log, o, made]
  })()`),
  'sloppy assignments that fail in silence': () =>
    (0, eval)(`(function () {
    const o = Object.freeze({ a: 1 })
    o.a = 2; o.b = 3
    undefined = 1; NaN = 2; Infinity = 3
    'text'.x = 1
    implied = 'global'
    const out = [o, delete o.a, undefined, NaN, implied, delete globalThis.implied, typeof implied, 010, '\\101', delete (function () {}).length]
    var f = function named() { named = 1; return typeof named }
    out.push(f(), (function () { return this === globalThis })())
    return out
  })()`),
  'sloppy functions in blocks': () =>
    (0, eval)(`(function () {
    const seen = [typeof f, typeof g]
    if (true) { seen.push(typeof f); function f() { return 1 } } else { function g() {} }
    seen.push(typeof f, typeof g)
    switch (1) { case 1: function h() { return 'h' } }
    { function k() { return 'first' } k = 'changed'; function k() { return 'second' } }
    try { throw 1 } catch (e) { var e = 2; function inCatch() {} }
    label: function labelled() { return 'l' }
    return [seen, h(), typeof k, e, typeof inCatch, labelled(), arguments.callee.length]
  })()`),
  'caller, callee and arguments of functions': () => [
    attempt(() =>
      (function () {
        'use strict'
        return arguments.callee
      })()
    ),
    (0, eval)('(function () { return typeof arguments.callee })()'),
    attempt(() => (() => {}).caller),
    attempt(() => function () {}.arguments),
    'caller' in
      class {
        m() {}
      }.prototype.m,
    Object.getOwnPropertyNames((0, eval)('(function () {})')).sort(),
    attempt(() => Function.prototype.caller)
  ],
  'the global object': () => {
    globalThis.made = 1
    const indirect = (0, eval)(
      'var declared = 2; let lexical = 3; function fn() {} ; [typeof made, typeof lexical]'
    )
    const out = [
      indirect,
      made,
      declared,
      typeof lexical,
      'declared' in globalThis,
      'lexical' in globalThis,
      Object.getOwnPropertyDescriptor(globalThis, 'declared'),
      Object.getOwnPropertyDescriptor(globalThis, 'made'),
      Object.getOwnPropertyDescriptor(globalThis, 'NaN'),
      Object.getOwnPropertyDescriptor(globalThis, 'Array'),
      Object.prototype.toString.call(globalThis),
      globalThis.globalThis === globalThis
    ]
    delete globalThis.made
    return out
  },
  'lexical globals across scripts': () => {
    const script = (s) => attempt(() => (0, eval)(s))
    return [
      script('var v1 = 1; v1'),
      script('v1 + 1'),
      script('let l1 = 1; l1'),
      script('typeof l1'),
      script('function f1() { return 1 } f1()'),
      script('var f1 = 2; f1'),
      script('let v1 = 3; v1'),
      script('const c1 = 1; c1 = 2'),
      script('class K1 {}; typeof K1'),
      script('var undefined = 5; undefined')
    ]
  },
  'what the engine does not have': () =>
    [
      'Atomics',
      'WebAssembly',
      'performance',
      'console',
      'setTimeout',
      'queueMicrotask',
      'fetch',
      'require',
      'process',
      'structuredClone',
      'Intl',
      'Temporal',
      'TextEncoder',
      'URL',
      'print',
      'std',
      'os',
      'gc',
      'scriptArgs',
      'navigator',
      'crypto',
      'btoa',
      'Buffer',
      'window',
      'self',
      'global',
      'ShadowRealm',
      'AsyncIterator',
      'DisposableStack',
      'bjson',
      'Deno',
      'Worker',
      'MessageChannel',
      'DOMException',
      'AbortController',
      'event',
      'module',
      'exports'
    ]
      .map((name) => [name, typeof globalThis[name]])
      .concat([
        ['Array.fromAsync', typeof Array.fromAsync],
        ['import.meta', attempt(() => (0, eval)('import.meta'))],
        ['Symbol.dispose', typeof Symbol.dispose],
        ['Uint8Array.fromBase64', typeof Uint8Array.fromBase64],
        ['JSON.rawJSON', typeof JSON.rawJSON]
      ]),
  'dynamic import fails': async () => {
    const tries = []
    for (const name of ['std', 'os', './x.js', 'node:fs', '']) {
      try {
        tries.push(typeof (await import(name)))
      } catch (e) {
        tries.push(e.name)
      }
    }
    return tries
  },
  // biome-ignore format: its spelling is what it tests
  'comments, semicolons and odd spacing': () => {
    const a = 1
    const b = a
    /* a comment
    */ ++globalThis.odd
    const f = () => { return
      1 }
    var x = 5
    x
    ++
    x
    delete globalThis.odd
    return [a, b, f(), x, (0, eval)('1\n<!-- html comment\n--> another\n+ 1'), (0, eval)('#!hash bang\n7'), 1/* */+/* */2,
      (0, eval)('\u2028 3 \u00a0\ufeff'), a /1/ 2, ((((a)))), -(-(a)), a?.5:1, [,].length, [1,].length, {a,}.a]
  },
  'code that writes code': () => {
    const compile = (s) => {
      let depth = 0
      return Function(
        'x',
        `let out = ''; const m = Array(32).fill(0); let p = 0; ${[...s].map((c) => ({ '+': 'm[p]++;', '-': 'm[p]--;', '>': 'p++;', '<': 'p--;', '.': 'out += String.fromCharCode(m[p]);', '[': (depth++, 'while (m[p]) {'), ']': (depth--, '}') })[c] ?? '').join('')} return out`
      )
    }
    const hello = compile(
      '++++++++[>++++[>++>+++>+++>+<<<<-]>+>+>->>+[<]<-]>>.>---.+++++++..+++.>>.<-.<.+++.------.--------.'
    )
    const poly = Function('x', `return ${[3, 0, -2, 7].map((c, i) => `${c}*x**${i}`).join('+')}`)
    const quine = (f) => `(${f})(${f})`
    return [hello(), [0, 1, -2].map(poly), hello.toString().length, quine((f) => f).length]
  },
  'deeply nested source': () => {
    const nest = (open, close, n, inner = '1') => (0, eval)(open.repeat(n) + inner + close.repeat(n))
    return [
      nest('(', ')', 50),
      nest('[', ']', 40).flat(Infinity),
      nest('-(', ')', 41),
      JSON.stringify(nest('({"a":', '})', 30, '2')),
      nest('(() => ', ')()', 30),
      nest('`${', '}`', 20),
      (0, eval)(Array(300).fill('1').join('+')),
      (0, eval)(`[${Array(500).fill('{}')}]`).length,
      (0, eval)(Array.from({ length: 100 }, (_, i) => `var v_${i} = ${i};`).join('') + 'v_99')
    ]
  },
  'functions with many variables, arguments and cases': () => {
    const n = 300
    const many = Function(
      ...Array.from({ length: n }, (_, i) => `a${i}`),
      `let s = 0; ${Array.from({ length: n }, (_, i) => `const b${i} = a${i} * ${i};`).join('')} const f = () => ${Array.from({ length: n }, (_, i) => `b${i}`).join('+')}; return f()`
    )
    const choose = Function(
      'x',
      `switch (x) { ${Array.from({ length: n }, (_, i) => `case ${i * 3}: return 'c${i}';`).join('')} default: return 'none' }`
    )
    return [many(...Array.from({ length: n }, (_, i) => i)), many.length, choose(897), choose(1), choose('0')]
  }
}
