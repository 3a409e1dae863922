// Mutations of texts and bytes, as data that can be drawn, replayed and shrunk.
import fc from 'fast-check'

const TOKEN =
  /\s+|[\p{ID_Start}$_][\p{ID_Continue}$]*|\d[\w.]*|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|=>|\.\.\.|\?\.|[<>*&|?=!+-]+|./gsu
const INSERTED = [
  ...[
    '(',
    ')',
    '[',
    ']',
    '{',
    '}',
    '`',
    '${',
    '...',
    '=>',
    '?.',
    '??',
    ',',
    ';',
    '\n',
    '\0',
    '\u2028',
    '<!--',
    '-->',
    '#!'
  ],
  ...[
    'async',
    'await',
    'yield',
    'static',
    'get',
    'class',
    'extends',
    'super',
    'new',
    'import',
    'export',
    'default',
    'with'
  ],
  ...[
    'let',
    'of',
    'in',
    'eval',
    'arguments',
    '__proto__',
    '/a/v',
    '0n',
    '1e999',
    '\\u{61}',
    '#x',
    '@',
    '\ud800',
    '"use strict"'
  ],
  ...[
    'for (;;)',
    'try {',
    'catch {}',
    'label:',
    'debugger',
    '/*',
    '*/',
    '//',
    '\u202e',
    'import.meta',
    'new.target'
  ]
]

export interface Mutation {
  readonly kind: 'remove' | 'repeat' | 'insert' | 'swap' | 'replace'
  /** Where, as a share of the length. */
  readonly at: number
  readonly to: number
  readonly with: number
}

const share = fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true })

export const anyMutations: fc.Arbitrary<Mutation[]> = fc.array(
  fc.record({
    kind: fc.constantFrom('remove', 'repeat', 'insert', 'swap', 'replace'),
    at: share,
    to: share,
    with: fc.nat(65_535)
  }),
  { minLength: 1, maxLength: 6 }
)

/** Changes a source token by token. */
export function mutateTokens(source: string, mutations: readonly Mutation[]): string {
  const tokens: string[] = source.match(TOKEN) ?? []
  for (const mutation of mutations) {
    const inserted = INSERTED[mutation.with % INSERTED.length]!
    change(tokens, mutation, inserted, Math.min(400, mutation.with))
  }
  return tokens.join('')
}

/** Changes a text character by character, or bytes one by one. */
export function mutateUnits<T>(
  units: readonly T[],
  mutations: readonly Mutation[],
  unit: (drawn: number) => T
): T[] {
  const changed = [...units]
  for (const mutation of mutations) change(changed, mutation, unit(mutation.with), 3)
  return changed
}

function change<T>(items: T[], { kind, at, to }: Mutation, inserted: T, times: number): void {
  const here = Math.floor(at * items.length)
  const there = Math.floor(to * items.length)
  const few = 1 + (there % 4)
  switch (kind) {
    case 'remove':
      items.splice(here, few)
      break
    case 'repeat':
      items.splice(here, 0, ...Array.from({ length: times }, () => items.slice(here, here + few)).flat())
      break
    case 'insert':
      items.splice(here, 0, inserted)
      break
    case 'replace':
      if (items.length > 0) items[here] = inserted
      break
    case 'swap':
      if (items.length > 0) [items[here], items[there]] = [items[there]!, items[here]!]
  }
}
