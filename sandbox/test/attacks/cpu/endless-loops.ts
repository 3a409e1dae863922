import { type Attack, get } from '../attack.ts'

export const attack: Attack = {
  tries:
    'Loops that never end, in every form the language has, also where exceptions and finally try to keep them alive.',
  stoppedBy: ['INSTRUCTIONS_EXCEEDED'],
  cases: {
    for: get`for (;;);`,
    'while that catches': get`for (;;) try { for (;;); } catch {} finally { continue }`,
    'finally that continues': get`while (true) { try { return 1 } finally { continue } }`,
    'labels that jump': get`a: for (;;) b: for (;;) { if (Math.abs(-1)) continue a; break b }`,
    'do with a comma': get`let i = 0; do { i = (i + 1, i - 1, i) } while (i <= 0)`,
    'switch in a loop': get`for (let i = 0; ; i = (i + 1) % 3) switch (i) { case 0: continue; case 1: break; default: i = 2 }`,
    'for in over a growing object': get`const o = { a: 1 }; for (;;) for (const key in o) o[key] ^= 1`,
    'an async function that never awaits': get`return (async () => { for (;;); })()`,
    'in a getter that await calls': get`return (async () => await { get then () { for (;;); } })()`
  }
}
