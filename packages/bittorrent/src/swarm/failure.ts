// What the network said no with, as an error of this package.
import { HalleyError } from 'halley'
import { BittorrentError } from '../errors.ts'

/** @param key of the object that was asked */
export function failure(key: string, error: unknown): BittorrentError {
  if (error instanceof BittorrentError) return error
  const { code, message } = error instanceof HalleyError ? error : { code: 'UNKNOWN', message: String(error) }
  const kind = BUSY.has(code) ? 'SWARM_BUSY' : REFUSED.has(code) ? 'SWARM_REFUSED' : 'SWARM_UNREACHABLE'
  return new BittorrentError(kind, `${key}: ${message}`, { key, cause: code }, error)
}

const BUSY = new Set(['BUSY', 'BUDGET_EXCEEDED', 'STORAGE_EXCEEDED', 'STOPPING'])
const REFUSED = new Set([
  'REFUSED',
  'HANDLER_THREW',
  'VALUE_INVALID',
  'CODE_INVALID',
  'INSTRUCTIONS_EXCEEDED',
  'STEPS_EXCEEDED',
  'MEMORY_EXCEEDED',
  'STATE_TOO_LARGE'
])
