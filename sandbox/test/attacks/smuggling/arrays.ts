import { type Attack, get } from '../attack.ts'

export const attack: Attack = {
  tries: 'Answers arrays with holes, great lengths, extra properties, or of a class of their own.',
  stoppedBy: ['VALUE_INVALID', 'ok', 'STEPS_EXCEEDED', 'STATE_TOO_LARGE', 'MEMORY_EXCEEDED'],
  cases: {
    hole: get`return [, 1]`,
    undefined: get`return [1, undefined]`,
    'great length': get`const a = []; a.length = 2 ** 32 - 1; return a`,
    'great length in the state': get`this.a = []; this.a.length = 2 ** 32 - 1`,
    'many great lengths': get`return Array.from({ length: 50 }, () => new Array(1e6))`,
    'extra property': get`return Object.assign([1], { x: 2 })`,
    'extra property that is not a value': get`return Object.assign([1], { x: () => 1 })`,
    subclass: get`return new (class A extends Array {})(3).fill(1)`,
    'no prototype': get`return Object.setPrototypeOf([1], null)`,
    'prototype of an object': get`return Object.setPrototypeOf([1], Object.prototype)`,
    'object with the prototype of arrays': get`return Object.setPrototypeOf({ 0: 1, length: 1 }, Array.prototype)`,
    'object that looks like one': get`return { 0: 'a', 1: 'b', length: 2 }`,
    arguments: get`return (function () { return arguments })(1, 2)`,
    frozen: get`return Object.freeze([1, Object.freeze({ a: 1 })])`,
    'not writable items': get`const a = [1, 2]; Object.defineProperty(a, 0, { value: 5, writable: false }); return a`,
    'length not writable': get`return Object.defineProperty([1, 2], 'length', { writable: false })`,
    'negative and fractional indices': get`const a = [1]; a[-1] = 2; a[1.5] = 3; return a`,
    'filled from the end': get`const a = []; for (let i = 99; i >= 0; i--) a[i] = i; return a`,
    'sparse then dense': get`const a = []; a[5000] = 1; for (let i = 0; i < 5000; i++) a[i] = 0; return a`
  }
}
