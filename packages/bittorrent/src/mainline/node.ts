// A Mainline node on one address: what comes in is answered or taken as an answer, and the table is kept alive. Time, chance and the
// socket are given.

import { LruMap } from '@halley/model'
import { compactOf, type Endpoint, type Family, ipText, isUnicast, showEndpoint } from '../addresses.ts'
import type { BittorrentCounts } from '../counts.ts'
import type { Answers } from './answers.ts'
import { encodeError, type KrpcErrorName, type Query, type Response, readMessage } from './krpc.ts'
import { ADDRESSES_MOST, MUTE_MS, SHORT_BYTES } from './limits.ts'
import { isIdOf, makeNodeId } from './node-id.ts'
import { OwnAddress } from './own-address.ts'
import { Proofs } from './proofs.ts'
import { Questions } from './questions.ts'
import { encodeReply, encodeWithin } from './reply.ts'
import type { Asker, Said } from './said.ts'
import { search } from './search.ts'
import type { RoutingTable } from './table.ts'

export interface NodeOptions {
  readonly family: Family
  readonly table: RoutingTable
  readonly answers: Answers
  readonly counts: BittorrentCounts
  send(packet: Uint8Array, to: Endpoint): void
  /** Our id is another one from now on. */
  renamed(id: Uint8Array): void
  /** So many random bytes. */
  draw(bytes: number): Uint8Array
  now(): number
}

export class MainlineNode {
  readonly #options: NodeOptions
  readonly #questions: Questions
  readonly #proofs: Proofs
  readonly #address = new OwnAddress()
  /** Nodes that were asked whether they are there, because they asked; until when they are not asked again. */
  readonly #invited = new LruMap<string, number>(ADDRESSES_MOST)

  constructor(options: NodeOptions) {
    this.#options = options
    const { counts, draw, now } = options
    const send = (packet: Uint8Array, to: Endpoint) => {
      counts.add('packetsOut')
      options.send(packet, to)
    }
    this.#questions = new Questions(send, draw)
    this.#proofs = new Proofs({ send, challenge: (to) => this.#ping(to, undefined, now()) })
  }

  /** Whether `expire` has something to wait for. */
  get isWaiting(): boolean {
    return this.#questions.open > 0 || this.#proofs.waiting > 0
  }

  receive(packet: Uint8Array, from: Asker): void {
    const { counts } = this.#options
    const now = this.#options.now()
    const message = readMessage(packet)
    counts.add('packetsIn')
    if (message === undefined || from.port === 0) {
      counts.add('packetsDropped')
      return
    }
    switch (message.kind) {
      case 'query':
        this.#answer(message, from, packet.length, now)
        break
      case 'malformed':
        this.#say({ error: 'protocol', text: message.reason }, message.transaction, from, packet.length, true)
        break
      default:
        if (this.#questions.hear(message, from)) this.#proofs.prove(from.ip, now)
        else counts.add('answersUnasked')
    }
  }

  /** Gives up what was waited for in vain. */
  expire(now: number): void {
    this.#questions.expire(now)
    this.#proofs.expire(now)
  }

  /**
   * Finds the nodes around our own id.
   * @param entries whom to ask first, besides those that are known
   * @param done told how many have answered
   */
  join(entries: readonly Endpoint[], done: (found: number) => void): void {
    this.#search(this.#options.table.self, entries, done)
  }

  /** Once in a while: asks those that were not heard of for long, and searches where nothing has changed. */
  tend(): void {
    const { table, draw, now } = this.#options
    for (const contact of table.questionable(now(), PINGED_AT_ONCE)) this.#ping(contact, contact.id, now())
    for (const target of table.refreshed(now(), () => draw(20))) this.#search(target, [], () => {})
  }

  #answer(query: Query, from: Asker, bytes: number, now: number): void {
    const { table, answers } = this.#options
    table.asked(query.id, from, now)
    const said = answers.to(query, from, now)
    if (said instanceof Promise)
      void said.then((later) =>
        this.#say(later, query.transaction, from, bytes, query.readOnly, query.method)
      )
    else this.#say(said, query.transaction, from, bytes, query.readOnly, query.method)
    if (!query.readOnly) this.#invite(query.id, from, now)
  }

  #say(
    said: Said,
    transaction: Uint8Array,
    from: Asker,
    bytes: number,
    readOnly: boolean,
    method?: string
  ): void {
    const { counts } = this.#options
    const now = this.#options.now()
    if ('error' in said) {
      counts.add(REFUSALS[said.error])
      const full = encodeError(transaction, said.error, said.text)
      const cut = () => undefined
      this.#proofs.deliver({ to: from, bytes, full, readOnly, cut }, now)
      return
    }
    // What has taken a token proves its address.
    if (method === 'announce_peer' || method === 'put') this.#proofs.prove(from.ip, now)
    if (method !== undefined && Object.hasOwn(ANSWERED, method))
      counts.add(ANSWERED[method as keyof typeof ANSWERED])
    const ip = compactOf(from)
    const full = encodeReply(transaction, said, ip)
    const cut = () => {
      counts.add('answersCut')
      return encodeWithin(transaction, said, ip, from.family, Math.max(bytes, SHORT_BYTES))
    }
    this.#proofs.deliver({ to: from, bytes, full, readOnly, cut }, now)
  }

  #invite(id: Uint8Array, from: Endpoint, now: number): void {
    if (!this.#options.table.wants(id, from)) return
    const name = showEndpoint(from)
    if (now < (this.#invited.get(name) ?? 0) || !this.#proofs.mayChallenge(now)) return
    this.#ping(from, undefined, now)
  }

  #ping(to: Endpoint, id: Uint8Array | undefined, now: number): void {
    this.#invited.set(showEndpoint(to), now + MUTE_MS)
    this.#ask('ping', {}, to, id, () => {})
  }

  #search(target: Uint8Array, entries: readonly Endpoint[], done: (found: number) => void): void {
    const { family, table } = this.#options
    // Both families, where we have both (BEP 32), is what the other node of ours asks for itself.
    search({
      target,
      family,
      contacts: table.nearest(target),
      entries,
      ask: (to, id, answered) => this.#ask('find_node', { target }, to, id, answered),
      done
    })
  }

  #ask(
    method: string,
    args: Readonly<Record<string, Uint8Array>>,
    to: Endpoint,
    id: Uint8Array | undefined,
    answered: (response: Response | undefined) => void
  ): void {
    const { table, now } = this.#options
    this.#questions.ask(to, method, { id: table.self, ...args }, now(), (response) => {
      // Who answers with another id is another node.
      if (id !== undefined && !(response && Buffer.from(id).equals(response.id))) table.silent(id)
      if (response !== undefined) {
        table.heard(response.id, to, now())
        this.#hearOwnAddress(response, to)
      }
      answered(response)
    })
  }

  #hearOwnAddress({ ip }: Response, voice: Endpoint): void {
    const { family, table, renamed, draw, now } = this.#options
    if (ip?.length !== (family === 4 ? 6 : 18)) return
    const said = ipText(ip.subarray(0, ip.length - 2))
    if (!isUnicast(said)) return
    const agreed = this.#address.hear(voice.ip, said)
    if (agreed === undefined || isIdOf(table.self, agreed)) return
    table.rename(makeNodeId(agreed, draw(20)), now())
    renamed(table.self)
  }
}

const PINGED_AT_ONCE = 8

/** What each answer, and each refusal, counts as. */
const ANSWERED = {
  ping: 'pings',
  find_node: 'findNodes',
  get_peers: 'getPeers',
  announce_peer: 'announcements',
  get: 'itemGets',
  put: 'itemPuts',
  sample_infohashes: 'samples'
} as const

const REFUSALS: Readonly<
  Record<KrpcErrorName, 'refusedOften' | 'refusedBusy' | 'refusedWrong' | 'refusedStale'>
> = {
  generic: 'refusedOften',
  server: 'refusedBusy',
  protocol: 'refusedWrong',
  unknownMethod: 'refusedWrong',
  valueTooLarge: 'refusedWrong',
  signatureInvalid: 'refusedWrong',
  saltTooLarge: 'refusedWrong',
  casMismatch: 'refusedStale',
  sequenceOld: 'refusedStale'
}
