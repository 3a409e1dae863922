import { type Attack, get } from '../attack.ts'

export const attack: Attack = {
  tries: 'Copies, transfers and resizes buffers, and reads views of them, without end.',
  stoppedBy: ['INSTRUCTIONS_EXCEEDED', 'STEPS_EXCEEDED'],
  cases: {
    slice: get`const b = new ArrayBuffer(40000); for (;;) b.slice(0)`,
    'transfer to a larger one and back': get`let b = new ArrayBuffer(10); for (;;) { b = b.transfer(40000); b = b.transfer(10) }`,
    transferToFixedLength: get`let b = new ArrayBuffer(30000, { maxByteLength: 30000 }); for (;;) b = b.transferToFixedLength()`,
    'resize up and down': get`const b = new ArrayBuffer(8, { maxByteLength: 80000 }); for (;;) { b.resize(80000); b.resize(8) }`,
    'DataView reads': get`const v = new DataView(new ArrayBuffer(64)); for (;;) v.getBigUint64(0)`,
    'DataView writes': get`const v = new DataView(new ArrayBuffer(64)); for (;;) v.setFloat16(0, Math.PI)`,
    'DataView with an index that never ends': get`new DataView(new ArrayBuffer(8)).getInt8({ valueOf () { for (;;); } })`,
    'length tracking views': get`const b = new ArrayBuffer(8, { maxByteLength: 50000 }), a = new Uint8Array(b); for (let i = 0; ; i++) { b.resize(i % 50000); a.fill(i) }`,
    construct: get`const source = new Uint8Array(20000); for (;;) new Uint8Array(source)`
  }
}
