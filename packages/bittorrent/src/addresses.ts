// IP addresses as text and as bytes, and the compact forms of BEP 5, 7, 23 and 32: an address and a port in network byte order, 6
// bytes with IPv4, 18 with IPv6.
import { isIP, isIPv6 } from 'node:net'
import { BittorrentError } from './errors.ts'

/** Bytes of a compact peer. */
export const COMPACT_BYTES = { 4: 6, 6: 18 } as const

export type Family = 4 | 6

export interface Endpoint {
  readonly ip: string
  readonly port: number
}

export function familyOf(ip: string): Family {
  return ip.includes(':') ? 6 : 4
}

/** Writes an address that is one: 4 or 16 bytes. Returns where it ends. */
function writeIp(ip: string, into: Uint8Array, at: number): number {
  if (ip.includes(':')) {
    into.set(ipv6Bytes(ip), at)
    return at + 16
  }
  let octet = 0
  for (let index = 0; index < ip.length; index++) {
    const character = ip.charCodeAt(index)
    if (character === 0x2e) {
      into[at++] = octet
      octet = 0
    } else octet = octet * 10 + character - 0x30
  }
  into[at++] = octet
  return at
}

/** Writes a compact peer; returns where it ends. */
export function writeCompact({ ip, port }: Endpoint, into: Uint8Array, at: number): number {
  at = writeIp(ip, into, at)
  into[at] = port >> 8
  into[at + 1] = port & 0xff
  return at + 2
}

/** Of an address that is one, 4 or 16 bytes. */
export function ipBytes(ip: string): Buffer {
  const bytes = Buffer.alloc(familyOf(ip) === 4 ? 4 : 16)
  writeIp(ip, bytes, 0)
  return bytes
}

export function compactOf(endpoint: Endpoint): Buffer {
  const bytes = Buffer.alloc(COMPACT_BYTES[familyOf(endpoint.ip)])
  writeCompact(endpoint, bytes, 0)
  return bytes
}

/** Of 4 or 16 bytes, as canonical text (RFC 5952). */
export function ipText(bytes: Uint8Array): string {
  if (bytes.length === 4) return `${bytes[0]}.${bytes[1]}.${bytes[2]}.${bytes[3]}`
  const groups = Array.from({ length: 8 }, (_, at) => (bytes[2 * at]! << 8) | bytes[2 * at + 1]!)
  const { begin, length } = longestZeros(groups)
  const hex = (from: number, to: number) =>
    groups
      .slice(from, to)
      .map((group) => group.toString(16))
      .join(':')
  return length < 2 ? hex(0, 8) : `${hex(0, begin)}::${hex(begin + length, 8)}`
}

/** The address and port of `COMPACT_BYTES` bytes from there on. */
export function readCompact(bytes: Uint8Array, at: number, family: Family): Endpoint {
  const end = at + COMPACT_BYTES[family] - 2
  return { ip: ipText(bytes.subarray(at, end)), port: (bytes[end]! << 8) | bytes[end + 1]! }
}

/** Canonical text of an address as a socket tells it: without a zone, and as IPv4 where it is mapped. */
export function canonicalIp(ip: string): string {
  if (!ip.includes(':')) return ip
  const bytes = ipv6Bytes(ip)
  return isMapped(bytes) ? ipText(bytes.subarray(12)) : ipText(bytes)
}

/**
 * Addresses that nobody reaches over the internet: loopback, private, link-local. BEP 42 knows no ids for them.
 * What is no unicast address at all (multicast, unspecified) is not among them: see `isUnicast`.
 */
export function isLocal(ip: string): boolean {
  if (familyOf(ip) === 4) {
    const [a, b] = ipBytes(ip) as Uint8Array as unknown as [number, number]
    if (a === 10 || a === 127) return true
    return (a === 172 && b >= 16 && b < 32) || (a === 192 && b === 168) || (a === 169 && b === 254)
  }
  const bytes = ipv6Bytes(ip)
  if ((bytes[0]! & 0xfe) === 0xfc || (bytes[0] === 0xfe && (bytes[1]! & 0xc0) === 0x80)) return true
  return bytes[15] === 1 && bytes.subarray(0, 15).every((byte) => byte === 0)
}

/** Whether one node may have this address. */
export function isUnicast(ip: string): boolean {
  const bytes = ipBytes(ip)
  if (bytes.length === 4) return bytes[0]! > 0 && bytes[0]! < 224
  return bytes[0] !== 0xff && !isMapped(bytes) && bytes.some((byte) => byte !== 0)
}

/** `HOST:PORT` or `[HOST]:PORT`. @throws BittorrentError ADDRESS_INVALID */
export function parseEndpoint(text: string): { host: string; port: number } {
  const match = /^(?:\[([0-9a-fA-F:.]+)\]|([^\s:[\]]+)):(\d{1,5})$/.exec(text)
  const host = match?.[1] ?? match?.[2]
  const port = Number(match?.[3])
  if (host === undefined || port > 65_535 || (match?.[1] !== undefined && !isIPv6(host)))
    throw new BittorrentError(
      'ADDRESS_INVALID',
      `the address "${text.slice(0, 100)}": HOST:PORT is needed, with an IPv6 address in brackets`,
      { address: text.slice(0, 100) }
    )
  return { host: isIP(host) === 0 ? host : canonicalIp(host), port }
}

/** `HOST:PORT`, with brackets where IPv6 needs them. */
export function showEndpoint({ ip, port }: Endpoint): string {
  return ip.includes(':') ? `[${ip}]:${port}` : `${ip}:${port}`
}

function isMapped(bytes: Uint8Array): boolean {
  return bytes[10] === 0xff && bytes[11] === 0xff && bytes.subarray(0, 10).every((byte) => byte === 0)
}

function ipv6Bytes(ip: string): Buffer {
  const zone = ip.indexOf('%')
  const text = zone < 0 ? ip : ip.slice(0, zone)
  const bytes = Buffer.alloc(16)
  const [head = '', tail] = text.split('::')
  const front = groupsOf(head)
  front.forEach((group, at) => void bytes.writeUInt16BE(group, 2 * at))
  const back = tail === undefined ? [] : groupsOf(tail)
  back.forEach((group, at) => void bytes.writeUInt16BE(group, 2 * (8 - back.length + at)))
  return bytes
}

function groupsOf(text: string): number[] {
  if (text === '') return []
  return text.split(':').flatMap((group) => {
    if (!group.includes('.')) return [Number.parseInt(group, 16)]
    const four = ipBytes(group)
    return [four.readUInt16BE(0), four.readUInt16BE(2)]
  })
}

function longestZeros(groups: readonly number[]): { begin: number; length: number } {
  let best = { begin: 0, length: 0 }
  for (let begin = 0; begin < groups.length; begin++) {
    let end = begin
    while (groups[end] === 0) end++
    if (end - begin > best.length) best = { begin, length: end - begin }
    if (end > begin) begin = end
  }
  return best
}
