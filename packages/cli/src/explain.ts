// Why a command failed, and what to do instead where that is known, in one line.
import { adviceFor } from './advice.ts'
import { printable } from './printable.ts'

/** @param json for machines */
export function explain(error: unknown, json: boolean): string {
  return json ? JSON.stringify({ error: described(error) }) : sentence(error)
}

interface Described {
  readonly code: string
  readonly message: string
  readonly advice?: string
}

function described(error: unknown): Described {
  const { code, details } = error as { code?: unknown; details?: object }
  const message = (error instanceof Error ? error.message : String(error)).replace(/\s*\n\s*/g, ' ')
  if (typeof code !== 'string') return { code: 'INTERNAL', message: `unexpected: ${message}` }
  const advice = adviceFor(code, message)
  return { ...details, code, message, ...(advice === undefined ? {} : { advice }) }
}

function sentence(error: unknown): string {
  if (process.env.HALLEY_DEBUG !== undefined && error instanceof Error) return String(error.stack)
  const { code, message, advice } = described(error)
  // An object's code chooses the text of what it throws.
  return printable(`halley: ${message}${advice === undefined ? '' : `; ${advice}`} (${code})`)
}
