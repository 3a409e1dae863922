// Members of the ring: gossip comes from other machines, the membership from a disk.
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
} from '../limits.ts'
import type { Member, Membership } from '../member.ts'
import type { Draft } from './parts.ts'
import { type Reader, WireError } from './reader.ts'
import type { Writer } from './writer.ts'

const TOLD = 1

/** flags (told) · partitions · number of members · the members */
export function writeMembership(to: Writer, { partitions, members, told }: Membership): void {
  to.byte(told ? TOLD : 0)
  to.whole(partitions)
  writeMembers(to, members)
}

export function readMembership(from: Reader): Membership {
  const flags = from.flags('the membership', TOLD)
  const membership: Draft<Membership> = {
    partitions: readPartitions(from),
    members: from.list('members', MEMBERS, readMember)
  }
  if (flags & TOLD) membership.told = true
  return membership
}

export function writeMembers(to: Writer, members: readonly Member[]): void {
  to.whole(members.length)
  for (const member of members) writeMember(to, member)
}

/** The members in one message of gossip. */
export function readMembers(from: Reader): Member[] {
  return from.list('members', GOSSIP_MEMBERS, readMember)
}

export function readGossipDigest(from: Reader): Uint8Array {
  return from.raw(GOSSIP_DIGEST_BYTES)
}

export function readPartitions(from: Reader): number {
  const partitions = from.whole('partitions', 1, RING_PARTITIONS)
  if (Number.isInteger(Math.log2(partitions))) return partitions
  throw new WireError(`${partitions} partitions; a power of two up to ${RING_PARTITIONS} is allowed`)
}

const STATES = ['joined', 'left'] as const
const ZONE = 1

/** status (1 byte) · flags (zone) · id · stamp · weight · number of addresses · the addresses · zone */
function writeMember(to: Writer, { id, status, stamp, weight, zone, addresses }: Member): void {
  to.byte(STATES.indexOf(status))
  to.byte(zone === undefined ? 0 : ZONE)
  to.text(id)
  to.whole(stamp)
  to.whole(weight)
  to.whole(addresses.length)
  for (const address of addresses) to.text(address)
  if (zone !== undefined) to.text(zone)
}

function readMember(from: Reader): Member {
  const status = from.oneOf('the status', STATES)
  const flags = from.flags('the member', ZONE)
  const member: Draft<Member> = {
    id: readName(from, 'the id', NODE_ID_CHARACTERS),
    status,
    stamp: from.whole('the stamp', 1, MEMBER_STAMP),
    weight: from.whole('the weight', 1, MEMBER_WEIGHT),
    addresses: from.list('addresses', MEMBER_ADDRESSES, readAddress)
  }
  if (flags & ZONE) member.zone = readName(from, 'the zone', MEMBER_ZONE_CHARACTERS)
  return member
}

function readAddress(from: Reader): string {
  return readName(from, 'an address', MEMBER_ADDRESS_CHARACTERS)
}

// Ids, zones and addresses are printable ASCII: a character is a byte, and the limits are limits of bytes.
function readName(from: Reader, what: string, most: number): string {
  const found = from.text(what, most)
  if (/^[!-~]+$/.test(found)) return found
  throw new WireError(`${what} has other characters than printable ASCII, or none`)
}
