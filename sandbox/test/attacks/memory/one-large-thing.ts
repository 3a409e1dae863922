import { type Attack, get } from '../attack.ts'

export const attack: Attack = {
  tries: 'Asks for one thing that is larger than the limit, than the heap, or than any memory.',
  stoppedBy: ['MEMORY_EXCEEDED'],
  cases: {
    'repeat beyond the heap': get`'x'.repeat(2 ** 29)`,
    'repeat beyond the limit': get`'x'.repeat(2 ** 20)`,
    padEnd: get`'a'.padEnd(2 ** 28)`,
    'padStart with a long filler': get`'a'.padStart(2 ** 27, 'bc'.repeat(1000))`,
    'apply with a huge array': get`Math.max.apply(null, { length: 65000 })`,
    'large ArrayBuffer': get`new ArrayBuffer(2 ** 30)`,
    'just beyond the limit': get`new ArrayBuffer(100001)`,
    'typed array': get`new Float64Array(2 ** 27)`,
    caught: get`try { new ArrayBuffer(1e6) } catch {} finally { return 1 }`,
    resized: get`const b = new ArrayBuffer(1, { maxByteLength: 2 ** 30 }); b.resize(2 ** 29)`,
    transferred: get`new ArrayBuffer(1).transfer(2 ** 31 - 1)`,
    'spread of a huge array': get`[...new Array(1e8)]`,
    'great shift': get`1n << 1000000n`
  }
}
