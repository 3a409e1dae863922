// Replies that no machine gave: the pool's own refusals.
import type { ErrorCode, MachineReply } from '../machine/outcome.ts'

export function failed(code: ErrorCode, message: string): MachineReply {
  return {
    ok: false,
    error: { code, message },
    usage: { instructions: 0, steps: 0, memory: 0, microseconds: 0 }
  }
}
