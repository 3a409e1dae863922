import { type Attack, get, module } from '../attack.ts'

export const attack: Attack = {
  tries: 'Replaces, extends, copies and calls what stands on `comet` in ways it was not made for.',
  stoppedBy: ['ok', 'HANDLER_THREW', 'VALUE_INVALID'],
  cases: {
    replaced: get`globalThis.comet = { log () {} }; return 1`,
    'its functions replaced': get`comet.log = 1`,
    deleted: get`return delete globalThis.comet`,
    redefined: get`Object.defineProperty(globalThis, 'comet', { value: 1 })`,
    'its functions changed': get`comet.log.call = comet.log.apply = () => 1; comet.log('x'); return typeof comet.log.apply`,
    'functions detached': get`const { log, getSystemTime, deleteSelf } = comet; log('a'); deleteSelf(); return typeof getSystemTime()`,
    'as a prototype': get`const c = Object.create(comet, { log: { value: () => 1 } }); return c.log() + typeof c.getNodeID()`,
    'as a reply': get`return comet`,
    'as the state': get`this.comet = comet`,
    'a proxy of it': get`return new Proxy(comet, { get: () => () => 'evil' }).log()`,
    'logs of odd things': get`comet.log(Object.create(null), Symbol('x'))`,
    'logs that throw': get`comet.log({ toString () { throw new Error('mine') } })`,
    'logs that log': get`comet.log({ toString () { comet.log('inner'); return 'outer' } })`,
    'logs that are changed afterwards': get`const parts = ['a']; comet.log(parts); parts[0] = 'b'`,
    'logs with half a surrogate pair': get`comet.log('\ud800')`,
    'logs cut within a pair': get`comet.log('x'.repeat(2047) + '\u{1f600}')`,
    'logs with a nul': get`comet.log('a\0b')`,
    flood: get`for (let i = 0; i < 100; i++) comet.log('x'.repeat(500))`,
    'flood that catches': get`let n = 0; for (let i = 0; i < 100; i++) try { comet.deleteSelf() } catch { n++ } return n`,
    'flood of long texts': get`for (let i = 0; i < 64; i++) comet.log('\u1234'.repeat(500))`,
    'at load': module`comet.log('load'); comet.deleteSelf(); export default { onGet () { return 1 } }`
  }
}
