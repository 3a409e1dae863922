// Draws whole modules: state, several handlers, helpers, closures, classes, generators, promises, proxies and built-ins
// with odd arguments. What is drawn is nearly always valid syntax, often nonsense, and sometimes endless.
import fc from 'fast-check'

const NAMES = ['a', 'b', 'c', 'f', 'g', 'o', 'p', 'x', 'this', 'local', 'caller', 'arguments', 'globalThis']
const PROPERTIES = [
  ...['a', 'b', 'x', 'n', 'length', 'then', 'toString', 'valueOf', 'constructor', 'prototype', '__proto__'],
  ...[
    'message',
    'stack',
    'name',
    'cause',
    'next',
    'return',
    'value',
    'done',
    'exec',
    'lastIndex',
    'flags',
    'toJSON'
  ]
]
const NUMBERS = [
  '0',
  '1',
  '-1',
  '-0',
  'NaN',
  '1e9',
  '2**31',
  '2**32-1',
  '2**53-1',
  '1e308',
  '0.1',
  '7',
  '255',
  '65536'
]
const BUILT_INS = [
  ...[
    'Array.from',
    'Array.of',
    'Object.assign',
    'Object.create',
    'Object.freeze',
    'Object.fromEntries',
    'Object.groupBy'
  ],
  ...[
    'Object.setPrototypeOf',
    'Object.defineProperty',
    'Object.defineProperties',
    'Object.entries',
    'Object.seal'
  ],
  ...[
    'JSON.stringify',
    'JSON.parse',
    'Reflect.ownKeys',
    'Reflect.apply',
    'Reflect.construct',
    'Reflect.set',
    'Math.max'
  ],
  ...[
    'Math.hypot',
    'Math.sumPrecise',
    'String.raw',
    'String.fromCodePoint',
    'String',
    'Number',
    'BigInt',
    'Symbol.for'
  ],
  ...[
    'Promise.all',
    'Promise.race',
    'Promise.any',
    'Promise.resolve',
    'Promise.try',
    'Iterator.from',
    'Iterator.concat'
  ],
  ...[
    'Date.parse',
    'RegExp.escape',
    'encodeURIComponent',
    'parseFloat',
    'eval',
    'Function',
    'comet.log',
    'comet.hash',
    'comet.verify',
    'comet.remaining'
  ],
  ...[
    'BigInt.asUintN',
    'Uint8Array.from',
    'Map.groupBy',
    'Error.captureStackTrace',
    'structuredClone',
    'comet.deleteSelf'
  ]
]
const MAKERS = [
  ...[
    'Array',
    'Map',
    'Set',
    'WeakMap',
    'WeakRef',
    'Date',
    'RegExp',
    'Error',
    'AggregateError',
    'ArrayBuffer',
    'Uint8Array'
  ],
  ...[
    'Float64Array',
    'BigInt64Array',
    'Float16Array',
    'DataView',
    'Promise',
    'FinalizationRegistry',
    'Object',
    'Function'
  ]
]
const METHODS = [
  ...[
    'map',
    'filter',
    'reduce',
    'sort',
    'splice',
    'concat',
    'flat',
    'flatMap',
    'fill',
    'copyWithin',
    'indexOf',
    'join'
  ],
  ...[
    'push',
    'pop',
    'shift',
    'unshift',
    'slice',
    'with',
    'toSorted',
    'at',
    'keys',
    'entries',
    'forEach',
    'includes'
  ],
  ...[
    'replace',
    'replaceAll',
    'split',
    'match',
    'matchAll',
    'normalize',
    'padEnd',
    'repeat',
    'localeCompare',
    'trim'
  ],
  ...[
    'then',
    'catch',
    'finally',
    'next',
    'throw',
    'return',
    'take',
    'drop',
    'toArray',
    'resize',
    'transfer',
    'set',
    'get'
  ],
  ...[
    'add',
    'delete',
    'has',
    'clear',
    'union',
    'difference',
    'toFixed',
    'toString',
    'call',
    'apply',
    'bind',
    'test'
  ],
  ...[
    'getFloat64',
    'setBigInt64',
    'subarray',
    'register',
    'deref',
    'getOrInsertComputed',
    'toISOString',
    'setMonth'
  ]
]
const PATTERNS = [
  '/(a+)+$/',
  '/(?:)/g',
  '/^(.*)(.*)\\1$/s',
  '/[^\\p{L}]/iu',
  '/(?<n>a|b)*?/dgy',
  '/(?=a*)*/',
  '/[[a-z]--b]/v'
]
const TRAPS = [
  'get',
  'set',
  'has',
  'ownKeys',
  'getPrototypeOf',
  'apply',
  'construct',
  'defineProperty',
  'deleteProperty'
]
const OPERATORS = [
  '+',
  '-',
  '*',
  '/',
  '%',
  '**',
  '<<',
  '>>>',
  '&',
  '|',
  '==',
  '===',
  '<',
  'in',
  'instanceof',
  '&&',
  '??',
  ','
]

const one = (...texts: readonly string[]) => fc.constantFrom(...texts)
const name = one('a', 'b', 'c', 'f', 'g', 'o', 'p', 'x')
const text = fc
  .oneof(
    fc.string({ maxLength: 8 }),
    fc.string({ unit: 'binary', maxLength: 6 }),
    one('\ud800', '__proto__', 'aaaaaaaaaaaab', '0')
  )
  .map((value) => JSON.stringify(value))

const { expression, statements } = fc.letrec<{ expression: string; statement: string; statements: string }>(
  (tie) => {
    const expression = tie('expression')
    const statements = tie('statements')
    const list = fc.array(expression, { maxLength: 3 }).map((items) => items.join(', '))
    const key = fc.oneof(
      one(...PROPERTIES),
      text.map((value) => `[${value}]`),
      expression.map((value) => `[${value}]`)
    )
    const body = statements.map((inner) => `{ ${inner} }`)
    const fn = fc.oneof(
      fc
        .tuple(one('(a, b) =>', 'async (a) =>', '(...a) =>', '({ a, ...b } = {}) =>', '(a = x) =>'), body)
        .map((parts) => `(${parts.join(' ')})`),
      fc
        .tuple(
          one('function f (a, b)', 'function * g (a)', 'async function f (a)', 'async function * g ()'),
          body
        )
        .map((parts) => `(${parts.join(' ')})`),
      fc
        .tuple(name, expression, body)
        .map(
          ([field, value, inner]) =>
            `(class ${field} { #${field} = ${value}; static ${field} = 1; get x () ${inner} m () { return this.#${field} } })`
        )
    )
    return {
      expression: fc.oneof(
        { depthSize: 'small', withCrossShrink: true },
        one(...NAMES),
        one(...NUMBERS),
        text,
        one(
          'null',
          'undefined',
          '[]',
          '{}',
          '1n',
          '3n ** 99n',
          'Symbol.iterator',
          'new.target',
          'super.x',
          'import.meta',
          '...x',
          '[,1]'
        )
          .filter((value) => !value.startsWith('super') && !value.startsWith('...'))
          .map((value) => (value === '{}' ? '({})' : value)),
        one(...PATTERNS),
        one(...BUILT_INS, ...MAKERS),
        fn,
        fn,
        fc.tuple(one(...BUILT_INS), list).map(([target, operands]) => `${target}(${operands})`),
        fc.tuple(one(...MAKERS), list).map(([target, operands]) => `new ${target}(${operands})`),
        fc
          .tuple(expression, one(...METHODS), list)
          .map(([self, method, operands]) => `(${self})?.${method}?.(${operands})`),
        fc
          .tuple(one(...MAKERS), one(...METHODS), list)
          .map(([maker, method, operands]) => `${maker}.prototype.${method}?.call(${operands})`),
        fc
          .tuple(expression, one(...OPERATORS), expression)
          .map(([a, operator, b]) => `((${a}) ${operator} (${b}))`),
        fc.tuple(expression, one(...PROPERTIES)).map(([self, property]) => `(${self}).${property}`),
        fc.tuple(expression, expression).map(([self, index]) => `(${self})[${index}]`),
        fc
          .tuple(name, one('=', '+=', '??=', '**='), expression)
          .map(([target, by, value]) => `(${target} ${by} ${value})`),
        fc
          .tuple(one('this', 'local', 'x', 'a'), one(...PROPERTIES), expression)
          .map(([target, property, value]) => `(${target}.${property} = ${value})`),
        fc
          .array(fc.tuple(key, expression), { maxLength: 3 })
          .map((parts) => `({ ${parts.map((part) => part.join(': ')).join(', ')} })`),
        fc.tuple(one(...PROPERTIES), body).map(([property, inner]) => `({ get ${property} () ${inner} })`),
        list.map((items) => `[${items}]`),
        fc
          .tuple(expression, one(...TRAPS), fn)
          .map(([target, trap, handler]) => `new Proxy(Object(${target}), { ${trap}: ${handler} })`),
        fc.tuple(expression, expression, expression).map(([a, b, c]) => `(${a} ? ${b} : ${c})`),
        fc.tuple(expression, list).map(([target, operands]) => `(${target})?.(${operands})`),
        fc.tuple(text, fc.nat(30_000)).map(([value, count]) => `${value}.repeat(${count})`),
        fc.tuple(expression, fc.nat(5000)).map(([value, count]) => `Array(${count}).fill(${value})`),
        expression.map((value) => `\`x\${${value}}y\``),
        statements.map((inner) => `eval(${JSON.stringify(inner)})`),
        one(...PROPERTIES).map((property) => `({ length: 2 ** 53 - 1, ${property}: 1 })`)
      ),
      statement: fc.oneof(
        { depthSize: 'small', withCrossShrink: true },
        expression.map((value) => `${value};`),
        expression.map((value) => `${value};`),
        fc.tuple(name, expression).map(([variable, value]) => `${variable} = ${value};`),
        fc
          .tuple(expression, body, body)
          .map(([test, then, otherwise]) => `if (${test}) ${then} else ${otherwise}`),
        fc.tuple(fc.nat(200), body).map(([count, inner]) => `for (let i = 0; i < ${count}; i++) ${inner}`),
        fc.tuple(expression, body).map(([values, inner]) => `for (const v of ${values}) ${inner}`),
        fc.tuple(expression, body).map(([object, inner]) => `for (const k in ${object}) ${inner}`),
        fc.tuple(expression, body).map(([test, inner]) => `while (${test}) ${inner}`),
        fc
          .tuple(body, body, body)
          .map(([inner, caught, last]) => `try ${inner} catch (e) ${caught} finally ${last}`),
        fc
          .tuple(expression, expression, body)
          .map(([value, match, inner]) => `switch (${value}) { case ${match}: ${inner} default: break }`),
        fc
          .tuple(one(...MAKERS), one(...PROPERTIES, ...METHODS), expression)
          .map(([maker, property, value]) => `${maker}.prototype.${property} = ${value};`),
        expression.map((value) => `throw ${value};`),
        expression.map((value) => `return ${value};`),
        one(
          'debugger;',
          ';',
          'a: for (;;) break a;',
          'var a = f;',
          'comet.log(x);',
          'Promise.resolve(1).then(f);'
        )
      ),
      statements: fc.array(tie('statement'), { maxLength: 4 }).map((all) => all.join(' '))
    }
  }
)

const HANDLERS = [
  'onGet (caller)',
  'async onGet (caller)',
  '* onGet (caller)',
  'onPut (caller)',
  'onUpdate (incoming, caller)',
  'onTimer (timer)',
  'onMerge (siblings)',
  'onDelete (caller)',
  'helper (a)'
]

/** Modules with a head, data and some handlers. */
export const anyModule: fc.Arbitrary<string> = fc
  .record({
    head: fc.oneof(
      { weight: 3, arbitrary: fc.constant('') },
      {
        weight: 1,
        arbitrary: statements.map((inner) => `{ const f0 = () => { ${inner} }; try { f0() } catch {} }`)
      }
    ),
    data: fc.array(fc.tuple(one(...PROPERTIES), expression), { maxLength: 2 }),
    handlers: fc.array(fc.tuple(one(...HANDLERS), statements), { minLength: 1, maxLength: 3 }),
    first: statements,
    answer: expression
  })
  .map(({ head, data, handlers, first, answer }) => {
    const parts = [
      ...data
        .filter((_, index) => index > 0 || head !== '')
        .map(([property, value]) => `['${property}']: ${value}`),
      ...handlers.map(([signature, body]) => `${signature} { ${body} }`),
      `onGet (caller) { var a = caller, b = [1, 2], f = () => x, g, o = { a }, p; ${first} return ${answer} }`
    ]
    return `var a, b, c, f, g, o, p, x = 1\n${head}\nexport default {\n  ${parts.join(',\n  ')}\n}`
  })
