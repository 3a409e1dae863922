import { type Attack, get } from '../attack.ts'

export const attack: Attack = {
  tries: 'Gives the sandbox objects that run code when they are turned into text or numbers.',
  stoppedBy: ['ok', 'HANDLER_THREW', 'VALUE_INVALID', 'INSTRUCTIONS_EXCEEDED'],
  cases: {
    'toPrimitive in a log': get`comet.log({ [Symbol.toPrimitive] (hint) { return hint } })`,
    'toPrimitive that changes things': get`comet.log({ [Symbol.toPrimitive] () { local = null; return 'x' } })`,
    'toPrimitive in a thrown message': get`throw { message: { [Symbol.toPrimitive] () { for (;;); } } }`,
    'toPrimitive in a name': get`throw { name: { [Symbol.toPrimitive]: () => 'Name' }, message: 'm' }`,
    'toPrimitive in a stack': get`throw { stack: { toString () { return 'object.aso.js:3:4' } } }`,
    'text that answers later': get`throw { get message () { return Promise.resolve('x') } }`,
    'boxed message': get`throw { message: Object('x') }`,
    'symbol as a message': get`throw { message: Symbol('x') }`,
    'bigint as a name': get`throw { name: 10n ** 30n, message: 1 }`,
    'array as a message': get`throw { message: [1, { toString () { throw 2 } }] }`
  }
}
