import { type Attack, get } from '../attack.ts'

export const attack: Attack = {
  tries: 'Throws what is not an error, or an error whose parts are not texts.',
  stoppedBy: ['HANDLER_THREW'],
  cases: {
    null: get`throw null`,
    undefined: get`throw undefined`,
    symbol: get`throw Symbol('x')`,
    'negative zero': get`throw -0`,
    NaN: get`throw NaN`,
    bigint: get`throw 10n ** 3000n`,
    function: get`throw () => {}`,
    class: get`throw class A {}`,
    array: get`throw [1, [2]]`,
    'object without a prototype': get`throw Object.create(null)`,
    'message that is an object': get`throw Object.assign(new Error('x'), { message: { toString: () => { throw 1 } }, stack: 5, name: null })`,
    "an error of the interpreter's own kind": get`throw new InternalError('out of memory')`,
    'the global object': get`throw globalThis`,
    'the state': get`throw this`,
    comet: get`throw comet`,
    promise: get`throw Promise.resolve(1)`,
    thenable: get`throw { then (f) { f(1) } }`,
    date: get`throw new Date(NaN)`,
    text: get`throw 'text'`,
    'half a pair': get`throw '\ud800'`
  }
}
