import { event } from '../../support.ts'
import { type Attack, get } from '../attack.ts'

export const attack: Attack = {
  tries:
    'Has the host digest without end, what is long, what is no key, and what is wider outside than inside.',
  stoppedBy: ['STEPS_EXCEEDED', 'INSTRUCTIONS_EXCEEDED', 'MEMORY_EXCEEDED', 'HANDLER_THREW', 'ok'],
  cases: {
    'many hashes': get`for (;;) comet.hash('a')`,
    'hashes that are caught': get`for (;;) try { comet.hash('a') } catch {}`,
    'long texts': get`const t = 'a'.repeat(90000); for (;;) comet.hash(t)`,
    'texts that grow when written as UTF-8': get`const t = '\u1234'.repeat(40000); for (;;) comet.hash(t)`,
    'texts of a byte each that become two': get`const t = '\u00e9'.repeat(90000); for (;;) comet.hash(t)`,
    ropes: get`let t = 'ab'; for (let i = 0; i < 30; i++) t += t; comet.hash(t)`,
    'a byte of a great buffer': get`const b = new Uint8Array(90000).subarray(7, 8); for (;;) comet.hash(b)`,
    'the same bytes three times': get`const b = new Uint8Array(90000); for (;;) comet.verify(b, b, b)`,
    'many signatures': get`const k = 'A'.repeat(43), s = 'A'.repeat(86); for (;;) comet.verify(k, '', s)`,
    'signatures of long texts': get`const k = 'A'.repeat(43), s = 'A'.repeat(86), t = 'x'.repeat(60000); for (;;) comet.verify(k, t, s)`,
    'keys that are none': get`for (let i = 0; ; i++) comet.verify(('0' + i).padStart(64, 'f'), '', 'f'.repeat(128))`,
    'operands that run code': get`comet.hash({ toString () { for (;;); }, [Symbol.toPrimitive] () { for (;;); } })`,
    'in a message of an error': get`throw { get message () { for (;;) comet.hash('a'.repeat(9000)) } }`,
    'with what is left of the memory': get`const all = []; try { for (;;) all.push(comet.hash(String(all.length))) } catch {}`,
    'as a constructor': get`new comet.hash('a')`,
    'in odd receivers': get`return [comet.hash.call(null, 'a'), Reflect.apply(comet.hash, 5, ['a']), Reflect.apply(comet.verify, {}, ['a', 'b', 'c'])]`,
    'at load': `comet.hash('x'.repeat(60000)); for (;;) comet.verify('A'.repeat(43), '', 'A'.repeat(86)); export default {}`,
    'in a merge': [
      {
        code: `export default { onMerge () { for (;;) comet.hash('a') } }`,
        event: event('merge', { siblings: [] })
      }
    ]
  }
}
