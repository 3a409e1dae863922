import { type Attack, get } from '../attack.ts'

export const attack: Attack = {
  tries: 'Arranges the heap so that the next invocation of another object would find it differently.',
  stoppedBy: ['ok'],
  cases: {
    'freed chunks': [
      { code: get`return comet.remaining()`, replies: undefined },
      {
        code: get`let a = []; for (let i = 0; i < 300; i++) a.push('x'.repeat(i)); a = a.filter((_, i) => i % 2); return a.length`
      },
      { code: get`return comet.remaining()`, replies: undefined }
    ],
    'the greatest chunk': [
      { code: get`try { new ArrayBuffer(98000) } catch {} return 1` },
      { code: get`return new ArrayBuffer(97000).byteLength`, replies: 97000 }
    ],
    'stopped in the middle of allocating': [
      {
        code: get`const all = []; for (let i = 0; i < 900; i++) all.push({ i })`,
        limits: { memoryBytes: 100_000 }
      }
    ]
  }
}
