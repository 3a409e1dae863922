import { type Attack, get, module } from '../attack.ts'

export const attack: Attack = {
  tries: 'Runs the same code under other limits in between: what one caller allows must not show to another.',
  stoppedBy: ['ok', 'INSTRUCTIONS_EXCEEDED', 'MEMORY_EXCEEDED', 'STEPS_EXCEEDED'],
  cases: {
    instructions: [
      { code: get`return comet.remaining() > 90000`, replies: true },
      { code: get`return comet.remaining() > 90000`, limits: { instructions: 50_000 }, replies: false },
      { code: get`return comet.remaining() > 90000`, replies: true }
    ],
    load: [
      {
        code: module`const a = Array.from({ length: 500 }, (_, i) => i); export default { a, onGet: () => 1 }`,
        limits: { loadInstructions: 1_000_000 }
      },
      {
        code: module`const a = Array.from({ length: 500 }, (_, i) => i); export default { a, onGet: () => 1 }`,
        limits: { loadInstructions: 100 }
      },
      {
        code: module`const a = Array.from({ length: 500 }, (_, i) => i); export default { a, onGet: () => 1 }`,
        replies: 1
      }
    ],
    memory: [
      {
        code: get`return new ArrayBuffer(500000).byteLength`,
        limits: { memoryBytes: 1_000_000 },
        replies: 500_000
      },
      { code: get`return new ArrayBuffer(500000).byteLength` }
    ]
  }
}
