// The ring at the start of a node: what the operator and the disk say together, checked before anybody hears of this node;
// and the ring as operators see it.
import { MEMBER_ADDRESS_CHARACTERS, MEMBER_ADDRESSES, type Membership } from '@halley/model'
import type { Network } from '@halley/network'
import { type Input, type Node, type NodeOptions, standingOf } from '@halley/node'
import type { MemberView, RingView } from './api.ts'
import { HalleyError } from './errors.ts'
import type { CreateNodeOptions } from './options.ts'

/**
 * @param records how many records the disk holds
 * @throws HalleyError NODE_LEFT, PLACEMENT_MISMATCH
 */
export function checkStanding(
  self: string,
  known: Membership | undefined,
  { placement, partitions }: NodeOptions,
  rejoin: boolean,
  records: number
): void {
  const standing = standingOf(known, self)
  if (placement === 'xor') {
    if (standing === 'new' || standing === 'left') return
    throw new HalleyError(
      'PLACEMENT_MISMATCH',
      'this data folder is that of a member of a ring; start it with placement ring (and let it leave first, if it shall be part of another network)'
    )
  }
  if (known !== undefined && known.partitions !== partitions) {
    throw new HalleyError(
      'PLACEMENT_MISMATCH',
      `this data folder is that of a ring of ${known.partitions} partitions, not ${partitions}; a ring keeps their number for ever`
    )
  }
  // With records left it has crashed on its way out, and goes on leaving.
  if (standing !== 'left' || rejoin || records > 0) return
  throw new HalleyError(
    'NODE_LEFT',
    'this node has left the ring; start it with rejoin (halley start --rejoin) to make it a member again, or start another one on an empty data folder'
  )
}

/** The first input of a node with a ring. */
export function ringStart(
  known: Membership | undefined,
  { weight = 1, zone, bootstrap = [], rejoin = false }: CreateNodeOptions,
  network: Network
): Input {
  const profile = {
    weight,
    ...(zone === undefined ? {} : { zone }),
    addresses: tellable(network.addresses())
  }
  const seeds = bootstrap.flatMap((address) => /\/p2p\/([^/]+)$/.exec(address)?.[1] ?? [])
  return {
    type: 'membership.started',
    start: { profile, seeds, rejoin, ...(known === undefined ? {} : { membership: known }) }
  }
}

const ACQUAINTED_MS = 3_000
const LOOK_MS = 10

/** Until a newcomer has heard of another member, its ring is itself: its clients would find nothing. Waits for a moment. */
export async function acquainted({ membership }: Node): Promise<void> {
  const end = performance.now() + ACQUAINTED_MS
  while (membership?.members.length === 1 && performance.now() < end)
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS))
}

/** The ring as this node sees it, for objects of `n` copies; nothing where keys are placed in the overlay. */
export function ringView(node: Node, self: string, n: number): RingView | undefined {
  const { membership } = node
  if (membership === undefined) return undefined
  const { members, ring, digest, rounds, leaving, left } = membership
  const shares = ring.shares(n)
  const views = members.map((member): MemberView => {
    const { first, homes } = shares.get(member.id) ?? { first: 0, homes: 0 }
    return { ...member, self: member.id === self, up: !node.isDown(member.id), first, homes }
  })
  return {
    partitions: ring.partitions,
    copies: n,
    digest: digest.slice(0, 16),
    gossipRounds: rounds,
    ...(leaving === undefined ? {} : { leaving }),
    ...(left === undefined ? {} : { copiesLeft: left }),
    members: views.sort((a, b) => (a.id < b.id ? -1 : 1))
  }
}

// The more widely an address is valid, the sooner it is told.
function tellable(addresses: readonly string[]): string[] {
  const isLocal = (address: string): number => (/^\/ip4\/127\.|^\/ip6\/::1\//.test(address) ? 1 : 0)
  return addresses
    .filter((address) => address.length <= MEMBER_ADDRESS_CHARACTERS)
    .sort((a, b) => isLocal(a) - isLocal(b))
    .slice(0, MEMBER_ADDRESSES)
}
