// Tokens of a TypeScript source, by TypeScript's own scanner: comments, strings, templates and regular
// expressions cannot be mistaken for code. The scanner is marked unstable by its authors, so this is the only
// file that knows it.
import { SyntaxKind } from 'typescript/unstable/ast'
import { createScanner } from 'typescript/unstable/ast/scanner'

export interface Token {
  /** `word`: identifiers and keywords; `string`: a plain string literal; `other`: everything else. */
  readonly kind: 'word' | 'string' | 'other'
  /** As written; for a string, what it says. */
  readonly text: string
  /** From 1. */
  readonly line: number
}

export function tokenize(text: string): Token[] {
  const scanner = createScanner(true)
  scanner.setText(text)
  const tokens: Token[] = []
  // Braces that are open; `true` for one that a template's `${` opened.
  const braces: boolean[] = []
  let line = 1
  let counted = 0
  for (let kind = scanner.scan(); kind !== SyntaxKind.EndOfFile; kind = scanner.scan()) {
    if (kind === SyntaxKind.SlashToken || kind === SyntaxKind.SlashEqualsToken) {
      if (!endsValue(tokens.at(-1))) kind = scanner.reScanSlashToken()
    } else if (kind === SyntaxKind.CloseBraceToken) {
      if (braces.pop() === true) kind = scanner.reScanTemplateToken(false)
    }
    if (kind === SyntaxKind.TemplateHead || kind === SyntaxKind.TemplateMiddle) braces.push(true)
    else if (kind === SyntaxKind.OpenBraceToken) braces.push(false)
    for (; counted < scanner.getTokenStart(); counted++) if (text[counted] === '\n') line++
    tokens.push(toToken(kind, scanner.getTokenText(), scanner.getTokenValue(), line))
  }
  return tokens
}

function toToken(kind: SyntaxKind, text: string, value: string, line: number): Token {
  if (kind === SyntaxKind.StringLiteral) return { kind: 'string', text: value, line }
  const isWord =
    kind === SyntaxKind.Identifier || (kind >= SyntaxKind.FirstKeyword && kind <= SyntaxKind.LastKeyword)
  return { kind: isWord ? 'word' : 'other', text, line }
}

/** Words after which an expression begins, so that a slash opens a regular expression. */
const OPENERS = new Set([
  'return',
  'typeof',
  'case',
  'in',
  'of',
  'delete',
  'void',
  'throw',
  'new',
  'do',
  'else',
  'await',
  'yield'
])

/** Whether a slash after this token divides. */
function endsValue(token: Token | undefined): boolean {
  if (token === undefined) return false
  if (token.kind === 'string') return true
  if (token.kind === 'word') return !OPENERS.has(token.text)
  return /^[)\]}`\d]|[`\d]$/.test(token.text)
}
