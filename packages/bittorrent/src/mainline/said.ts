// Who asks, and what can be said to it: a reply, or why there is none.
import type { Endpoint, Family } from '../addresses.ts'
import type { KrpcErrorName } from './krpc.ts'
import type { Reply } from './reply.ts'

export interface Asker extends Endpoint {
  readonly family: Family
}

/** Why there is no reply: an error of BEP 5 or 44, and a few words. */
export interface Declined {
  readonly error: KrpcErrorName
  readonly text: string
}

export type Said = Reply | Declined

export const NO_HASH: Declined = { error: 'protocol', text: 'info_hash is not 20 bytes' }
export const NO_TARGET: Declined = { error: 'protocol', text: 'target is not 20 bytes' }
export const BAD_TOKEN: Declined = { error: 'protocol', text: 'bad token' }
export const BUSY: Declined = { error: 'server', text: 'busy' }

/** The network behind did not do it: too few homes of the key in reach, no room, or a bound. */
export function unavailable(): Declined {
  return { error: 'server', text: 'unavailable' }
}
