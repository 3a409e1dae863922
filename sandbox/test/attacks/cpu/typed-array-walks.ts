import { type Attack, get } from '../attack.ts'

export const attack: Attack = {
  tries: 'Walks, fills, sorts and searches typed arrays again and again inside native code.',
  stoppedBy: ['INSTRUCTIONS_EXCEEDED', 'STEPS_EXCEEDED'],
  cases: {
    fill: get`const a = new Uint8Array(50000); for (;;) a.fill(1)`,
    'fill of wide items': get`const a = new Float64Array(8000); for (;;) a.fill(1.5)`,
    copyWithin: get`const a = new Uint8Array(50000); for (;;) a.copyWithin(1, 0)`,
    set: get`const a = new Uint8Array(20000), b = new Uint8Array(20000); for (;;) a.set(b)`,
    'set with conversion': get`const a = new Float32Array(6000), b = new Int8Array(6000); for (;;) a.set(b)`,
    'set of bigints': get`const a = new BigInt64Array(3000), b = new BigUint64Array(3000); for (;;) a.set(b)`,
    'set of an array-like': get`const a = new Uint8Array(60000); for (;;) a.set({ length: 60000 })`,
    indexOf: get`const a = new Uint8Array(60000); for (;;) a.indexOf(1)`,
    lastIndexOf: get`const a = new Float64Array(9000); for (;;) a.lastIndexOf(1)`,
    'includes of NaN': get`const a = new Float32Array(9000); for (;;) a.includes(NaN)`,
    'indexOf of a bigint': get`const a = new BigInt64Array(9000); for (;;) a.indexOf(1n)`,
    reverse: get`const a = new Uint16Array(30000); for (;;) a.reverse()`,
    sort: get`const a = new Uint16Array(30000); for (;;) a.sort()`,
    'sort by a comparator': get`const a = new Int32Array(5000); for (;;) a.sort((x, y) => y - x)`,
    'sort floats': get`const a = new Float64Array(5000).map(() => Math.random()); for (;;) a.sort().reverse()`,
    toSorted: get`const a = new Uint8Array(9000); for (;;) a.toSorted()`,
    toReversed: get`const a = new Uint8Array(9000); for (;;) a.toReversed()`,
    with: get`const a = new Uint8Array(30000); for (;;) a.with(0, 1)`,
    slice: get`const a = new Uint8Array(30000); for (;;) a.slice()`,
    subarray: get`const a = new Uint8Array(30000); for (;;) a.subarray(1)`,
    join: get`const a = new Uint8Array(9000); for (;;) a.join('')`,
    from: get`const a = new Uint8Array(900); for (;;) Float32Array.from(a)`,
    map: get`const a = new Uint8Array(9000); for (;;) a.map(Math.abs)`,
    reduce: get`const a = new Uint8Array(9000); for (;;) a.reduce(Math.max)`,
    'of half floats': get`const a = new Float16Array(9000).fill(1.1); for (;;) new Float64Array(a)`
  }
}
