// What a source imports and exports, read from its tokens: `import`, `export … from`, `import()`, `import('…')`
// in types, and what `require`, `require.resolve` and `import.meta.resolve` ask for.
import type { Token } from './tokens.ts'

export interface Import {
  readonly specifier: string
  readonly line: number
  /** The names asked for, as the other file calls them; `*` for all of them. */
  readonly names: readonly string[]
}

export interface Export {
  readonly name: string
  readonly line: number
  /** A type or an interface, which may be exported only because a signature speaks of it. */
  readonly isType: boolean
}

export function importsOf(tokens: readonly Token[]): Import[] {
  const found: Import[] = []
  for (const [at, token] of tokens.entries()) {
    if (token.kind !== 'word' || isProperty(tokens, at)) continue
    if (token.text === 'import') found.push(...importAt(tokens, at))
    else if (token.text === 'export') found.push(...clauseAt(tokens, at))
    else if (token.text === 'require') found.push(...requireAt(tokens, at))
  }
  return found
}

function importAt(tokens: readonly Token[], at: number): Import[] {
  const next = tokens[at + 1]?.text
  if (next === '(') return argumentAt(tokens, at + 2)
  if (next !== '.') return clauseAt(tokens, at)
  return textOf(tokens, at + 2, 4) === 'meta.resolve(' ? argumentAt(tokens, at + 6) : []
}

function requireAt(tokens: readonly Token[], at: number): Import[] {
  if (tokens[at + 1]?.text === '(') return argumentAt(tokens, at + 2)
  return textOf(tokens, at + 1, 3) === '.resolve(' ? argumentAt(tokens, at + 4) : []
}

function textOf(tokens: readonly Token[], at: number, count: number): string {
  return tokens
    .slice(at, at + count)
    .map(({ text }) => text)
    .join('')
}

function argumentAt(tokens: readonly Token[], at: number): Import[] {
  const argument = tokens[at]
  return argument?.kind === 'string' ? [{ specifier: argument.text, line: argument.line, names: ['*'] }] : []
}

/** `import …from 'x'`, `import 'x'`, `export {…} from 'x'`, `export * from 'x'`. */
function clauseAt(tokens: readonly Token[], at: number): Import[] {
  const line = tokens[at]!.line
  let next = at + 1
  if (tokens[next]?.text === 'type') next++
  const direct = tokens[next]
  if (direct?.kind === 'string') return [{ specifier: direct.text, line, names: [] }]
  const names: string[] = []
  for (; next < tokens.length && isClause(tokens[next]!); next++) {
    if (tokens[next]!.text === '{') next = readNames(tokens, next, names)
    else if (tokens[next]!.text === '*') names.push('*')
    else if (tokens[next]!.text === 'from' && tokens[next + 1]?.kind === 'string') {
      return [{ specifier: tokens[next + 1]!.text, line, names: names.length === 0 ? ['default'] : names }]
    }
  }
  return []
}

/** Words and punctuation that may stand between `import` and its string. A declaration soon has others. */
function isClause({ kind, text }: Token): boolean {
  const declares = ['const', 'let', 'function', 'class', 'interface', 'enum', 'abstract', 'async'].includes(
    text
  )
  return (kind === 'word' && !declares) || ['{', '}', ',', '*'].includes(text)
}

/** Reads `{ a, type b as c }`, keeping `a` and `b`; returns the index of the closing brace. */
function readNames(tokens: readonly Token[], open: number, names: string[]): number {
  let at = open + 1
  while (at < tokens.length && tokens[at]!.text !== '}') {
    const isModifier =
      tokens[at]!.text === 'type' && tokens[at + 1]!.kind === 'word' && tokens[at + 1]!.text !== 'as'
    if (isModifier) at++
    names.push(tokens[at]!.text)
    while (at < tokens.length && tokens[at]!.text !== ',' && tokens[at]!.text !== '}') at++
    if (tokens[at]?.text === ',') at++
  }
  return at
}

const DECLARATIONS = new Set(['const', 'let', 'function', 'class', 'interface', 'type', 'enum'])

/** Names that a source declares and exports; re-exports are imports. */
export function exportsOf(tokens: readonly Token[]): Export[] {
  const found: Export[] = []
  for (const [at, token] of tokens.entries()) {
    if (token.text !== 'export' || token.kind !== 'word' || isProperty(tokens, at)) continue
    let next = at + 1
    while (['async', 'abstract', 'declare'].includes(tokens[next]?.text ?? '')) next++
    if (tokens[next]?.text === '{') found.push(...exportedNames(tokens, next))
    else if (DECLARATIONS.has(tokens[next]?.text ?? '')) {
      const name = tokens[next + 1]?.text === '*' ? tokens[next + 2] : tokens[next + 1]
      const isType = ['type', 'interface'].includes(tokens[next]!.text)
      if (name?.kind === 'word') found.push({ name: name.text, line: name.line, isType })
    }
  }
  return found
}

/** `export { a, b as c }` without `from`: a and c are names of this source, seen from outside. */
function exportedNames(tokens: readonly Token[], open: number): Export[] {
  const close = tokens.findIndex((token, at) => at > open && token.text === '}')
  if (close < 0 || tokens[close + 1]?.text === 'from') return []
  const isLast = (at: number) => tokens[at + 1]!.text === ',' || at + 1 === close
  return tokens.flatMap((token, at) =>
    at > open && at < close && token.kind === 'word' && isLast(at)
      ? [{ name: token.text, line: token.line, isType: false }]
      : []
  )
}

/** Whether the token is a name after a dot, or a key before a colon, rather than the word itself. */
export function isProperty(tokens: readonly Token[], at: number): boolean {
  const before = tokens[at - 1]?.text
  if (before === '.' || before === '?.') return true
  const after = tokens[at + 1]?.text
  const isKey = after === ':' || (after === '?' && tokens[at + 2]?.text === ':')
  return isKey && (before === '{' || before === ',' || before === ';' || before === 'readonly')
}
