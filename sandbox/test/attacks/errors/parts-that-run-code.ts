import { type Attack, get } from '../attack.ts'

export const attack: Attack = {
  tries:
    'Throws things whose name, message or stack run code when the sandbox reads them: endless, recursive, throwing, allocating.',
  stoppedBy: ['HANDLER_THREW'],
  cases: {
    proxy: get`throw new Proxy({}, { get () { throw 1 }, getPrototypeOf () { throw 2 } })`,
    'proxy without end': get`throw new Proxy({}, { get () { for (;;); } })`,
    'revoked proxy': get`const { proxy, revoke } = Proxy.revocable({}, {}); revoke(); throw proxy`,
    'message without end': get`throw { get message () { for (;;); } }`,
    'message that recurses': get`const e = new Error('x'); Object.defineProperty(e, 'message', { get () { return e.message } }); throw e`,
    'message that allocates': get`throw { get message () { const a = []; for (;;) a.push({}) } }`,
    'native loop': get`throw { get message () { return Array.prototype.indexOf.call({ length: 2 ** 53 - 1 }, 1) } }`,
    'regular expression': get`throw { get message () { return /(a+)+$/.test('a'.repeat(40) + 'b') } }`,
    'name that changes state': get`throw { get name () { comet.log('late'); local.late = 1; return 'n' } }`,
    'stack that throws': get`return Promise.reject({ get stack () { throw 1 } })`,
    'each once': get`let n = 0; throw new Proxy({}, { get: (t, k) => String(k) + n++ })`,
    'text that is an endless rope': get`throw { message: { toString () { let s = 'x'; for (;;) s += s } } }`,
    clock: get`throw { get message () { return String(Date.now()) } }`,
    'throws another': get`throw { get message () { throw { get message () { for (;;); } } } }`,
    actions: get`throw { get message () { for (let i = 0; i < 90; i++) try { comet.log(i) } catch {} return 'm' } }`,
    'prototype with getters': get`throw Object.create({ get message () { return 'inherited' }, get name () { return 'N' } })`
  }
}
