// What a node answers to a query: BEP 5's four, BEP 44's two, BEP 51's one. Nothing here knows of sockets: a query and its asker go in,
// and what is to be said comes out, at once wherever the swarm is known here; twenty thousand a second are answered so.
import { isLocal, isUnicast } from '../addresses.ts'
import type { SwarmPeer, Swarms } from '../swarms.ts'
import { Filters } from './filters.ts'
import type { ItemAnswers } from './item-answers.ts'
import { bytesOf, type Query } from './krpc.ts'
import { ANNOUNCEMENTS, ANNOUNCEMENTS_UNDERWAY, ANSWER_PEERS, SAMPLE_SECONDS, SAMPLES } from './limits.ts'
import type { Nearest } from './nearest.ts'
import { ID_BYTES } from './node-id.ts'
import { RateLimit, type RateOptions } from './rates.ts'
import { type Asker, BAD_TOKEN, BUSY, NO_HASH, NO_TARGET, type Said, unavailable } from './said.ts'
import type { Tokens } from './tokens.ts'

export interface AnswersOptions {
  readonly swarms: Swarms
  readonly items: ItemAnswers
  readonly tokens: Tokens
  readonly nearest: Nearest
  /** Whether peers at addresses are taken in that nobody reaches over the internet. */
  readonly localPeers: boolean
  /** Announcements that are taken, where others than usual. */
  readonly rates?: RateOptions
  readonly now: number
}

export class Answers {
  readonly #options: AnswersOptions
  readonly #announcements: RateLimit
  readonly #filters: Filters
  #underway = 0

  constructor(options: AnswersOptions) {
    this.#options = options
    this.#filters = new Filters(options.swarms)
    this.#announcements = new RateLimit({ ...ANNOUNCEMENTS, ...options.rates }, options.now)
  }

  to(query: Query, from: Asker, now: number): Said | Promise<Said> {
    const { items } = this.#options
    switch (query.method) {
      case 'ping':
        return { id: this.#options.nearest.self(from.family) }
      case 'find_node':
        return this.#findNode(query, from)
      case 'get_peers':
        return this.#getPeers(query, from, now)
      case 'announce_peer':
        return this.#announcePeer(query, from, now)
      case 'get':
        return items.get(query, from, now)
      case 'put':
        return items.put(query, from, now)
      case 'sample_infohashes':
        return this.#sample(query, from)
      default:
        return { error: 'unknownMethod', text: 'method unknown' }
    }
  }

  #findNode(query: Query, from: Asker): Said {
    const target = bytesOf(query.args, 'target', ID_BYTES)
    if (target === undefined) return NO_TARGET
    return this.#options.nearest.reply(target, query, from.family)
  }

  #getPeers(query: Query, from: Asker, now: number): Said | Promise<Said> {
    const { args } = query
    const infoHash = bytesOf(args, 'info_hash', ID_BYTES)
    if (infoHash === undefined) return NO_HASH
    const { swarms, nearest, tokens } = this.#options
    const token = tokens.of(from.ip, now)
    const near = nearest.reply(infoHash, query, from.family)
    const want = { most: ANSWER_PEERS[from.family], family: from.family }
    const peers = swarms.peers(infoHash, from, want)
    const leechersOnly = args.get('noseed') === 1
    const valuesOf = (known: readonly SwarmPeer[]) =>
      leechersOnly ? known.filter(({ seed }) => !seed) : known
    if (args.get('scrape') === 1) {
      const filters = this.#filters.of(infoHash, from, from.family, now)
      return Promise.all([peers, filters]).then(([known, made]): Said => {
        return { ...near, token, filters: made, values: valuesOf(known).slice(0, BESIDE_FILTERS) }
      }, unavailable)
    }
    if (!(peers instanceof Promise)) return { ...near, token, values: valuesOf(peers) }
    return peers.then((known): Said => ({ ...near, token, values: valuesOf(known) }), unavailable)
  }

  #announcePeer({ args }: Query, from: Asker, now: number): Said | Promise<Said> {
    const { swarms, tokens, localPeers, nearest } = this.#options
    const infoHash = bytesOf(args, 'info_hash', ID_BYTES)
    if (infoHash === undefined) return NO_HASH
    const port = args.get('implied_port') === 1 ? from.port : args.get('port')
    if (typeof port !== 'number' || port < 1 || port > 65_535)
      return { error: 'protocol', text: 'port is not 1 to 65535' }
    // Before the token is looked at: guessing is bounded, too.
    const enough = this.#announcements.take(from.ip, now)
    if (enough === 'address') return { error: 'generic', text: 'too many announcements' }
    if (enough === 'all' || this.#underway >= ANNOUNCEMENTS_UNDERWAY) return BUSY
    const token = args.get('token')
    if (!(token instanceof Uint8Array) || !tokens.holds(token, from.ip, now)) return BAD_TOKEN
    if (!isUnicast(from.ip) || (!localPeers && isLocal(from.ip)))
      return { error: 'protocol', text: 'address is private' }
    const seed = args.get('seed')
    this.#underway++
    return swarms
      .announce(infoHash, { ip: from.ip, port }, typeof seed === 'number' ? { seed: seed === 1 } : {})
      .then((): Said => ({ id: nearest.self(from.family) }), unavailable)
      .finally(() => this.#underway--)
  }

  #sample(query: Query, from: Asker): Said {
    const target = bytesOf(query.args, 'target', ID_BYTES)
    if (target === undefined) return NO_TARGET
    const { swarms, nearest } = this.#options
    const known = swarms.sample(SAMPLES)
    const sample = { interval: SAMPLE_SECONDS, num: known.length, hashes: Buffer.concat(known) }
    return { ...nearest.reply(target, query, from.family), sample }
  }
}

/** Peers that fit beside two filters of 256 bytes. */
const BESIDE_FILTERS = 20
