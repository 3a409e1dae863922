// What an attack is, and the short ways to write one: `module` for a whole module, `get` for the body of an onGet.
import type { ErrorCode, Invocation } from '../../src/index.ts'
import { event } from '../support.ts'

export interface Attack {
  /** What it tries, in a sentence or two. */
  readonly tries: string
  /** What may stop each of its cases; 'ok' where one may also end in peace, having harmed nobody but itself. */
  readonly stoppedBy: readonly (ErrorCode | 'ok')[]
  /** Variants, by name: the source of a module whose onGet is called once, or invocations one after the other. */
  readonly cases: Readonly<Record<string, string | readonly Step[]>>
}

export interface Step extends Partial<Invocation> {
  readonly code: string
  /** What it must reply; checked only where it is given. */
  readonly replies?: unknown
  /** What the state must be afterwards; checked only where it is given. */
  readonly leaves?: unknown
}

/** A module's source, as it stands. `\`` and `\${` are what they say; `${…}` is filled in here. */
export function module(strings: TemplateStringsArray, ...parts: readonly (string | number)[]): string {
  return String.raw(strings, ...parts)
    .replaceAll('\\`', '`')
    .replaceAll('\\${', '${')
}

/** A module with nothing but an onGet (caller) of this body. */
export function get(strings: TemplateStringsArray, ...parts: readonly (string | number)[]): string {
  return `export default { onGet (caller) { ${module(strings, ...parts)} } }`
}

/** The invocations of a case. */
export function stepsOf(source: string | readonly Step[]): readonly Step[] {
  return typeof source === 'string' ? [{ code: source }] : source
}

/** What is asked of the sandbox in a step. */
export function invocationOf(step: Step): Invocation {
  const { replies: _, leaves: __, ...invocation } = step
  return { event: event('get'), ...invocation }
}
