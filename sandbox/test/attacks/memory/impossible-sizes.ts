import { type Attack, get } from '../attack.ts'

export const attack: Attack = {
  tries: "Asks for sizes beyond what the language allows: the error is the program's own.",
  stoppedBy: ['HANDLER_THREW', 'ok', 'MEMORY_EXCEEDED'],
  cases: {
    ArrayBuffer: get`new ArrayBuffer(2 ** 53)`,
    array: get`new Array(2 ** 32)`,
    repeat: get`'x'.repeat(Infinity)`,
    'repeat of nothing': get`return 'x'.repeat(0) + ''.repeat(2 ** 53 - 1)`,
    'typed array of a negative length': get`new Uint8Array(-1)`,
    'DataView beyond': get`new DataView(new ArrayBuffer(1), 2 ** 32)`,
    shift: get`1n << (1n << 80n)`,
    'length of a function': get`const f = () => 1; Object.defineProperty(f, 'length', { value: 2 ** 53 }); return f.bind().length`,
    'resize beyond the maximum': get`new ArrayBuffer(1, { maxByteLength: 2 }).resize(3)`
  }
}
