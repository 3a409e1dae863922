// What a client asks over HTTP (BEP 3, 48): the query of an announce or a scrape, strictly. Info-hashes are bytes, percent-encoded, so
// no parser of text will do.
import { BittorrentError } from '../errors.ts'
import type { Asked } from './desk.ts'
import { SCRAPES_MOST } from './limits.ts'

export interface HttpAnnouncement extends Asked {
  readonly port: number
  /** BEP 23: peers as one string. */
  readonly compact: boolean
}

const HASH_BYTES = 20
const EVENTS = ['started', 'stopped', 'completed'] as const

/** @param query what stands behind the question mark @throws BittorrentError TRACKER_REFUSED */
export function parseAnnounce(query: string): HttpAnnouncement {
  const said = parametersOf(query)
  const infoHash = hashOf(only(said, 'info_hash'), 'info_hash')
  hashOf(only(said, 'peer_id'), 'peer_id')
  const port = wholeOf(only(said, 'port'), 'port')
  const left = wholeOf(only(said, 'left'), 'left')
  const most = wholeOf(only(said, 'numwant'), 'numwant')
  const event = EVENTS.find((one) => one === only(said, 'event'))
  if (port === undefined || port < 1n || port > 65_535n) throw refused('port is not 1 to 65535')
  return {
    infoHash,
    port: Number(port),
    compact: only(said, 'compact') !== '0',
    ...(left === undefined ? {} : { left }),
    ...(most === undefined || most < 0n ? {} : { most: Number(most) }),
    ...(event === undefined ? {} : { event })
  }
}

/** @returns info-hashes, at least one @throws BittorrentError TRACKER_REFUSED */
export function parseScrape(query: string): Uint8Array[] {
  const hashes = parametersOf(query).get('info_hash') ?? []
  if (hashes.length === 0) throw refused('name the info_hash of a swarm: all swarms are told to nobody')
  if (hashes.length > SCRAPES_MOST) throw refused(`at most ${SCRAPES_MOST} swarms at once`)
  return hashes.map((text) => hashOf(text, 'info_hash'))
}

/** Each name with its values, one character a byte. */
function parametersOf(query: string): Map<string, string[]> {
  const said = new Map<string, string[]>()
  for (const part of query.split('&')) {
    const split = part.indexOf('=')
    if (split < 0) continue
    const name = part.slice(0, split)
    const values = said.get(name)
    const value = decoded(part.slice(split + 1))
    if (values === undefined) said.set(name, [value])
    else values.push(value)
  }
  return said
}

function decoded(text: string): string {
  if (/%(?![0-9a-fA-F]{2})/.test(text)) throw refused('a percent sign that encodes nothing')
  return text.replace(/%([0-9a-fA-F]{2})/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)))
}

function only(said: ReadonlyMap<string, readonly string[]>, name: string): string | undefined {
  const values = said.get(name)
  if (values !== undefined && values.length > 1) throw refused(`${name} twice`)
  return values?.[0]
}

function hashOf(text: string | undefined, name: string): Uint8Array {
  if (text?.length !== HASH_BYTES || /[^\0-\xff]/.test(text)) throw refused(`${name} is not 20 bytes`)
  return Uint8Array.from(text, (character) => character.charCodeAt(0))
}

function wholeOf(text: string | undefined, name: string): bigint | undefined {
  if (text === undefined || text === '') return undefined
  if (!/^-?\d{1,19}$/.test(text)) throw refused(`${name} is no number`)
  return BigInt(text)
}

function refused(why: string): BittorrentError {
  return new BittorrentError('TRACKER_REFUSED', why)
}
