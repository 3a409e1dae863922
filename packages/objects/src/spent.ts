// What an operator is shown of an object's budgets: what this node has seen spent, and what there is left.
import { holdingsOf, type Millis, type NodeId, type Spent } from '@halley/model'
import type { Chains } from './chains.ts'
import type { ReadObject } from './effects.ts'
import type { Spending } from './spending.ts'
import { ownedBy, type Turn } from './turn.ts'

/** What the objects of an owner take up at this node, and may. */
export interface Room {
  readonly ownerBytes: number
  readonly allowed: number
}

const NO_ROOM: Room = { ownerBytes: 0, allowed: 0 }

interface Books {
  readonly spending: Spending
  readonly chains: Chains
  readonly room?: ((owner: NodeId) => Room) | undefined
}

export function spentOf(
  { spending, chains, room = () => NO_ROOM }: Books,
  { record, local }: Pick<ReadObject, 'record' | 'local'>,
  turn: Pick<Turn, 'caller' | 'request'>,
  now: Millis
): Spent {
  const spender = ownedBy(record, turn)
  const objectBytes = holdingsOf(record, local).reduce((sum, { bytes }) => sum + bytes, 0)
  const storage = { objectBytes, ...room(record.siblings.at(-1)?.owner ?? turn.caller.id) }
  return { ...spending.of(spender, now), ...chains.operationsOf(spender, now), storage }
}
