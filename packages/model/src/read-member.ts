// The checked reading of members from decoded structures: gossip comes from other machines, the membership from a disk.
import {
  GOSSIP_DIGEST_BYTES,
  GOSSIP_MEMBERS,
  MEMBER_ADDRESS_CHARACTERS,
  MEMBER_ADDRESSES,
  MEMBER_STAMP,
  MEMBER_WEIGHT,
  MEMBER_ZONE_CHARACTERS,
  MEMBERS,
  NODE_ID_CHARACTERS,
  RING_PARTITIONS
} from './limits.ts'
import type { Member } from './member.ts'
import { bytes, fields, list, oneOf, optional, readTrue, ShapeError, text, whole } from './shape.ts'

/** What a node keeps of the ring on its disk. */
export interface Membership {
  readonly partitions: number
  readonly members: readonly Member[]
  /** This node has left, and another member knows it. */
  readonly told?: true
}

export function readMembership(thing: unknown): Membership {
  const found = fields(thing, 'the membership')
  return {
    partitions: readPartitions(found.partitions),
    members: list(found.members, 'members', MEMBERS, readMember),
    ...optional('told', found.told, (told) => readTrue(told, 'told'))
  }
}

/** The members in one message of gossip. */
export function readMembers(thing: unknown): Member[] {
  return list(thing, 'members', GOSSIP_MEMBERS, readMember)
}

export function readDigest(thing: unknown): Uint8Array {
  const digest = bytes(thing, 'the digest', GOSSIP_DIGEST_BYTES)
  if (digest.length === GOSSIP_DIGEST_BYTES) return digest
  throw new ShapeError(`the digest has ${digest.length} bytes; it has ${GOSSIP_DIGEST_BYTES}`)
}

export function readPartitions(thing: unknown): number {
  const partitions = whole(thing, 'partitions', 1)
  if (partitions <= RING_PARTITIONS && Number.isInteger(Math.log2(partitions))) return partitions
  throw new ShapeError(`${partitions} partitions; a power of two up to ${RING_PARTITIONS} is allowed`)
}

function readMember(thing: unknown): Member {
  const found = fields(thing, 'the member')
  return {
    id: name(found.id, 'the id', NODE_ID_CHARACTERS),
    status: oneOf(found.status, 'status', ['joined', 'left']),
    stamp: atMost(whole(found.stamp, 'the stamp', 1), 'the stamp', MEMBER_STAMP),
    weight: atMost(whole(found.weight, 'the weight', 1), 'the weight', MEMBER_WEIGHT),
    ...optional('zone', found.zone, (zone) => name(zone, 'the zone', MEMBER_ZONE_CHARACTERS)),
    addresses: list(found.addresses, 'addresses', MEMBER_ADDRESSES, (address) =>
      name(address, 'an address', MEMBER_ADDRESS_CHARACTERS)
    )
  }
}

// Ids, zones and addresses are printable ASCII: a character is a byte, and the limits are limits of bytes.
function name(thing: unknown, what: string, most: number): string {
  const found = text(thing, what, most)
  if (/^[!-~]+$/.test(found)) return found
  throw new ShapeError(`${what} has other characters than printable ASCII, or none`)
}

function atMost(number: number, name: string, most: number): number {
  if (number <= most) return number
  throw new ShapeError(`${name} is ${number}; at most ${most} is allowed`)
}
