import { type Attack, get } from '../attack.ts'

export const attack: Attack = {
  tries:
    'Nests groups, lookarounds, classes and alternatives so that the compiler of regular expressions recurses.',
  stoppedBy: ['STACK_EXCEEDED', 'MEMORY_EXCEEDED', 'STEPS_EXCEEDED', 'HANDLER_THREW'],
  cases: {
    groups: get`new RegExp('(?:'.repeat(8000) + ')'.repeat(8000))`,
    captures: get`new RegExp('('.repeat(8000) + ')'.repeat(8000))`,
    lookaheads: get`new RegExp('(?='.repeat(8000) + ')'.repeat(8000))`,
    lookbehinds: get`new RegExp('(?<='.repeat(8000) + ')'.repeat(8000))`,
    alternatives: get`new RegExp('(?:|'.repeat(8000) + ')'.repeat(8000))`,
    'nested classes': get`new RegExp('['.repeat(8000) + ']'.repeat(8000), 'v')`,
    modifiers: get`new RegExp('(?i:'.repeat(8000) + ')'.repeat(8000))`,
    'named groups': get`new RegExp(Array.from({ length: 200 }, (_, i) => '(?<n' + i + '>').join('') + ')'.repeat(200)).test('x'); new RegExp('(?<a>'.repeat(3000))`,
    'quantified groups': get`new RegExp('(?:'.repeat(5000) + 'a' + ')*'.repeat(5000))`
  }
}
