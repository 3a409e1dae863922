// A capability to answer one client of one node later, once: `<128 random bits in hex>.<the node's id>`. It is a name in a table
// of that node's, which knows the client and the one object that may use it; without the table it is nothing. So it needs no
// signature: who did not receive it cannot guess it.
import { CAPABILITY_CHARACTERS } from './limits.ts'
import type { NodeId } from './request.ts'

/** @param nonce 32 hex digits, from a source that nobody can predict */
export function capabilityOf(node: NodeId, nonce: string): string {
  return `${nonce}.${node}`
}

/** The node whose client it answers; nothing for text that is no capability. */
export function issuerOf(capability: string): NodeId | undefined {
  if (capability.length > CAPABILITY_CHARACTERS) return undefined
  return /^[0-9a-f]{32}\.(.+)$/s.exec(capability)?.[1]
}
