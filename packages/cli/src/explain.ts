// Why a command failed, in one line.

/** @param json for machines */
export function explain(error: unknown, json: boolean): string {
  return json ? JSON.stringify({ error: described(error) }) : sentence(error)
}

interface Described {
  readonly code: string
  readonly message: string
}

function described(error: unknown): Described {
  const { code, details } = error as { code?: unknown; details?: object }
  const message = (error instanceof Error ? error.message : String(error)).replace(/\s*\n\s*/g, ' ')
  if (typeof code !== 'string') return { code: 'INTERNAL', message: `unexpected: ${message}` }
  return { ...details, code, message }
}

function sentence(error: unknown): string {
  if (process.env.HALLEY_DEBUG !== undefined && error instanceof Error) return String(error.stack)
  const { code, message } = described(error)
  return `halley: ${message} (${code})`
}
