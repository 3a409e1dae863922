import { type Attack, get } from '../attack.ts'

export const attack: Attack = {
  tries:
    'Lets a comparator throw, empty the array, detach the buffer or freeze the array in the middle of sorting it.',
  stoppedBy: ['ok', 'HANDLER_THREW'],
  cases: {
    throws: get`const a = [5, 4, 3, 2, 1]; let n = 0; try { a.sort(() => { if (n++ === 3) throw new Error('stop'); return -1 }) } catch {} return a.length`,
    empties: get`const a = [5, 4, 3, 2, 1]; a.sort((x, y) => { a.length = 0; return x - y }); return a.length`,
    freezes: get`const a = [5, 4, 3, 2, 1]; a.sort((x, y) => { Object.freeze(a); return x - y })`,
    detaches: get`const a = new Float64Array(64).map((_, i) => -i); a.sort((x, y) => { if (!a.buffer.detached) a.buffer.transfer(); return x - y }); return a.length`,
    'shrinks the buffer': get`const b = new ArrayBuffer(64, { maxByteLength: 128 }); const a = new Uint8Array(b); a.sort((x, y) => { b.resize(8); return y - x }); return a.length`,
    'becomes another': get`const a = [3, 2, 1]; a.sort((x, y) => { Object.setPrototypeOf(a, null); a[1] = { valueOf () { throw 1 } }; return x > y ? 1 : -1 }); return Object.keys(a).length`
  }
}
