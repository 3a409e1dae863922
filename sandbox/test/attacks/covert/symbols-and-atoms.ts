import { type Attack, get } from '../attack.ts'

export const attack: Attack = {
  tries:
    'Uses the tables that the engine shares among all code: registered symbols, interned names, their order.',
  stoppedBy: ['ok'],
  cases: {
    registry: [
      { code: get`Symbol.for('left behind'); return 1` },
      { code: get`return Symbol.keyFor(Symbol.for('left behind'))`, replies: 'left behind' }
    ],
    'property of a registered symbol': [1, 2].map(() => ({
      code: get`const s = Symbol.for('x'); globalThis[s] = (globalThis[s] ?? 0) + 1; return globalThis[s]`,
      replies: 1
    })),
    'cost of a name that was seen before': [
      {
        code: get`const before = comet.remaining(); ({})['never seen ' + caller.id]; return before - comet.remaining()`,
        replies: undefined
      },
      { code: get`({})['never seen bob']; return 1` },
      {
        code: get`const before = comet.remaining(); ({})['never seen ' + caller.id]; return before - comet.remaining()`,
        replies: undefined
      }
    ],
    'order of symbols': [1, 2].map(() => ({
      code: get`return Object.getOwnPropertySymbols(Symbol.prototype).map(String)`,
      replies: ['Symbol(Symbol.toPrimitive)', 'Symbol(Symbol.toStringTag)']
    }))
  }
}
