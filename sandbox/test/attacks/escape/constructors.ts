import { type Attack, get } from '../attack.ts'

export const attack: Attack = {
  tries:
    "Walks constructors and prototypes up to functions that compile code, to find a global object that is not the sandbox's own.",
  stoppedBy: ['ok', 'HANDLER_THREW', 'VALUE_INVALID'],
  cases: {
    'Function of this': get`return this.constructor.constructor('return typeof process + typeof require + typeof globalThis.std')()`,
    GeneratorFunction: get`return [...(function * () {}).constructor('yield typeof process')()]`,
    AsyncFunction: get`return (async () => {}).constructor('return typeof process')()`,
    'Function of the caller': get`return caller.constructor.constructor('return this === globalThis')()`,
    "Function of comet's functions": get`return comet.log.constructor('return typeof process + typeof WebAssembly')()`,
    'Function of a host function': get`return comet.remaining.constructor('return typeof process')()`,
    'prototype of comet': get`return String(Object.getPrototypeOf(comet))`,
    'of an error of the sandbox': get`try { for (let i = 0; i < 99; i++) comet.log(i) } catch (e) { return e.constructor === TypeError && e.constructor.constructor === Function }`,
    'of thrown natively': get`try { null.x } catch (e) { return e.constructor.constructor('return Object.keys(globalThis).join()')() }`,
    'names of the global object': get`return Object.getOwnPropertyNames(globalThis).filter((n) => /process|require|host|sandbox|bootstrap|quickjs|std|os$|scriptArgs|print|console|performance/i.test(n))`,
    'symbols of the global object': get`return Object.getOwnPropertySymbols(globalThis).map(String)`,
    'this of a plain function': get`return Function('return this === globalThis')()`,
    'this of an indirect eval': get`return (0, eval)('this === globalThis')`
  }
}
