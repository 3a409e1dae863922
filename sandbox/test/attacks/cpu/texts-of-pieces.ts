import { type Attack, get } from '../attack.ts'

export const attack: Attack = {
  tries: 'Makes texts that the engine keeps in pieces, and lets it join, compare and hash them.',
  stoppedBy: ['STEPS_EXCEEDED', 'INSTRUCTIONS_EXCEEDED', 'MEMORY_EXCEEDED'],
  cases: {
    flattening: get`let s = ''; for (let i = 0; ; i++) { s = 'a' + s + 'b'; if (s.charCodeAt(i >> 1) === 0) break }`,
    'as names': get`const o = {}; let s = 'k'; for (;;) { s += 'a'; o[s] }`,
    comparison: get`let a = 'x', b = 'x'; for (;;) { a = a + 'y'; b = b + 'y'; if (a < b) break }`,
    doubling: get`let s = 'ab'; for (;;) { s += s; if (s.length > 40000) s = s.slice(0, 2) }`,
    templates: get`let s = ''; for (;;) { s = \`\${s}\${s.length}\`; if (s.length > 30000) s = '' }`
  }
}
