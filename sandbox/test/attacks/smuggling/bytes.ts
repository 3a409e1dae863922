import { type Attack, get } from '../attack.ts'

export const attack: Attack = {
  tries:
    'Answers views of bytes: of huge, resizable, detached or shared buffers, of other kinds, of other classes.',
  stoppedBy: ['VALUE_INVALID', 'ok', 'STATE_TOO_LARGE', 'HANDLER_THREW'],
  cases: {
    'small view of a large buffer': get`return new Uint8Array(60000).subarray(0, 1)`,
    'many small views': get`const b = new Uint8Array(50000); return Array.from({ length: 200 }, (_, i) => b.subarray(i, i + 1))`,
    'empty view at the end': get`return new Uint8Array(100).subarray(100)`,
    resizable: get`return new Uint8Array(new ArrayBuffer(8, { maxByteLength: 16 }))`,
    'resizable of fixed length': get`return new Uint8Array(new ArrayBuffer(8, { maxByteLength: 16 }), 2, 2)`,
    'out of bounds': get`const b = new ArrayBuffer(8, { maxByteLength: 16 }), a = new Uint8Array(b, 4, 4); b.resize(2); return a`,
    detached: get`const a = new Uint8Array(8); a.buffer.transfer(); return a`,
    'detached in the state': get`this.a = new Uint8Array(8); this.a.buffer.transfer()`,
    clamped: get`return new Uint8ClampedArray(2)`,
    signed: get`return new Int8Array(2)`,
    wide: get`return { a: new Float64Array(2) }`,
    'big integers': get`return new BigInt64Array(2)`,
    DataView: get`return new DataView(new ArrayBuffer(2))`,
    ArrayBuffer: get`return new ArrayBuffer(2)`,
    subclass: get`return new (class A extends Uint8Array {})(2)`,
    'with properties': get`return Object.assign(new Uint8Array(2), { x: () => 1 })`,
    'with another prototype': get`return Object.setPrototypeOf(new Uint8Array(2), Object.prototype)`,
    'other kind with the prototype of bytes': get`return Object.setPrototypeOf(new Float32Array(2), Uint8Array.prototype)`,
    'object with the prototype of bytes': get`return Object.setPrototypeOf({ length: 3, 0: 1 }, Uint8Array.prototype)`,
    'ArrayBuffer with the prototype of an object': get`return Object.setPrototypeOf(new ArrayBuffer(4), Object.prototype)`,
    'beyond the limit by views': get`const b = new Uint8Array(40000); this.all = [b, b, b, b]`,
    'shared buffer and its view': get`const b = new Uint8Array([1, 2, 3]); return [b.subarray(1), b.buffer]`
  }
}
