import { type Attack, get } from '../attack.ts'

export const attack: Attack = {
  tries: 'Reads memory that was not written, looking for what others left.',
  stoppedBy: ['ok'],
  cases: {
    'new buffers': [
      {
        code: get`const a = []; for (let i = 0; i < 20; i++) a.push('secret '.repeat(300) + i); new Uint8Array(40000).fill(77); return 1`
      },
      {
        code: get`let sum = 0; for (let i = 0; i < 8; i++) for (const b of new Uint8Array(1000)) sum += b; return sum`,
        replies: 0
      }
    ],
    'resized buffers': [
      { code: get`new Uint8Array(60000).fill(77); return 1` },
      {
        code: get`const b = new ArrayBuffer(8, { maxByteLength: 60000 }); b.resize(60000); return new Uint8Array(b).indexOf(77)`,
        replies: -1
      }
    ],
    'shrunk and grown': get`const b = new ArrayBuffer(64, { maxByteLength: 64 }), a = new Uint8Array(b); a.fill(77); b.resize(0); b.resize(64); return a.indexOf(77)`,
    'transferred to a larger one': get`const b = new ArrayBuffer(8); new Uint8Array(b).fill(77); return new Uint8Array(b.transfer(5000)).subarray(8).indexOf(77)`,
    'after memory ran short': [
      { code: get`new Uint8Array(90000).fill(77); return 1` },
      { code: get`return new Uint8Array(new ArrayBuffer(90000)).indexOf(77)`, replies: -1 }
    ],
    'holes of arrays': get`const a = new Array(1000); return a.findIndex((x) => x !== undefined)`,
    'texts cut and joined': [
      { code: get`return 'secret'.repeat(5000).slice(3).length` },
      { code: get`return '\0'.repeat(5000).search(/[^\0]/)`, replies: -1 }
    ]
  }
}
