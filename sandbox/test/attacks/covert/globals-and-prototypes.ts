import { type Attack, get } from '../attack.ts'

export const attack: Attack = {
  tries:
    'Leaves marks on globals, prototypes and built-in functions for the next invocation, or for another object.',
  stoppedBy: ['ok'],
  cases: {
    global: [1, 2].map(() => ({
      code: get`globalThis.leak = (globalThis.leak ?? 0) + 1; return globalThis.leak`,
      replies: 1
    })),
    'var of an eval': [1, 2].map(() => ({
      code: get`const was = typeof leak; (0, eval)('var leak = 1'); return was`,
      replies: 'undefined'
    })),
    'let of a script': [1, 2].map(() => ({
      code: get`const was = typeof leak; (0, eval)('let leak = 1'); return was`,
      replies: 'undefined'
    })),
    'Object.prototype': [
      { code: get`Object.prototype.mark = 'x'; return 1` },
      { code: get`return typeof ({}).mark`, replies: 'undefined' }
    ],
    'property of a function': [1, 2].map(() => ({
      code: get`Math.max.n = (Math.max.n ?? 0) + 1; return Math.max.n`,
      replies: 1
    })),
    'prototype of a function': [
      { code: get`Object.setPrototypeOf(Math.abs, { mark: 1 }); return 1` },
      {
        code: get`return Math.abs.mark === undefined && Object.getPrototypeOf(Math.abs) === Function.prototype`,
        replies: true
      }
    ],
    'order of global names': [
      { code: get`const p = Math.PI; delete globalThis.Math; globalThis.Math = { PI: p }; return 1` },
      {
        code: get`return Object.getOwnPropertyNames(globalThis).indexOf('Math') < Object.getOwnPropertyNames(globalThis).indexOf('local')`,
        replies: true
      }
    ],
    extensibility: [
      { code: get`Object.preventExtensions(Math); return 1` },
      { code: get`return Object.isExtensible(Math)`, replies: true }
    ],
    "property of a symbol's holder": [
      { code: get`Array.prototype[Symbol.unscopables].mark = true; return 1` },
      { code: get`return 'mark' in Array.prototype[Symbol.unscopables]`, replies: false }
    ]
  }
}
