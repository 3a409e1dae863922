// The two queries of BEP 44. A put is checked here before anybody is troubled: its token, its sizes, its signature; whether it is
// the next one, the object decides (items/item.aso.js).
import { type Bencoded, encode } from '../bencode.ts'
import { type Item, type Items, isSigned, targetOf } from '../items/item.ts'
import { bytesOf, isBytes, type Query } from './krpc.ts'
import { GETS, ITEM_BYTES, ITEMS_UNDERWAY, PUTS, SALT_BYTES } from './limits.ts'
import type { Nearest } from './nearest.ts'
import { ID_BYTES } from './node-id.ts'
import { RateLimit } from './rates.ts'
import { type Asker, BAD_TOKEN, BUSY, type Declined, NO_TARGET, type Said, unavailable } from './said.ts'
import type { Tokens } from './tokens.ts'

export interface ItemAnswersOptions {
  readonly items: Items
  readonly tokens: Tokens
  readonly nearest: Nearest
  readonly now: number
}

export class ItemAnswers {
  readonly #options: ItemAnswersOptions
  readonly #puts: RateLimit
  readonly #gets: RateLimit
  #underway = 0

  constructor(options: ItemAnswersOptions) {
    this.#options = options
    this.#puts = new RateLimit(PUTS, options.now)
    this.#gets = new RateLimit(GETS, options.now)
  }

  get(query: Query, from: Asker, now: number): Said | Promise<Said> {
    const target = bytesOf(query.args, 'target', ID_BYTES)
    if (target === undefined) return NO_TARGET
    const { items, tokens, nearest } = this.#options
    const base = { ...nearest.reply(target, query, from.family), token: tokens.of(from.ip, now) }
    if (this.#gets.take(from.ip, now) !== undefined || this.#underway >= ITEMS_UNDERWAY) return base
    const has = query.args.get('seq')
    this.#underway++
    return items
      .get(target)
      .then((item): Said => {
        if (item === undefined) return base
        const { seq } = item
        // Who has this version already is told its number alone.
        if (seq !== undefined && isInteger(has) && has >= seq) return { ...base, seq }
        return { ...base, item, ...(seq === undefined ? {} : { seq }) }
      }, unavailable)
      .finally(() => this.#underway--)
  }

  put({ args }: Query, from: Asker, now: number): Said | Promise<Said> {
    const { items, tokens, nearest } = this.#options
    const enough = this.#puts.take(from.ip, now)
    if (enough === 'address') return { error: 'generic', text: 'too many puts' }
    if (enough === 'all' || this.#underway >= ITEMS_UNDERWAY) return BUSY
    const token = args.get('token')
    if (!isBytes(token) || !tokens.holds(token, from.ip, now)) return BAD_TOKEN
    const item = itemOf(args)
    if ('error' in item) return item
    const cas = args.get('cas')
    if (cas !== undefined && !isInteger(cas)) return { error: 'protocol', text: 'cas is no integer' }
    this.#underway++
    return items
      .put(targetOf(item), item, item.k === undefined ? undefined : cas)
      .then((kept): Said => {
        if (kept === 'stored') return { id: nearest.self(from.family) }
        if (kept === 'refused') return unavailable()
        return { error: kept, text: kept === 'casMismatch' ? 'CAS mismatch' : 'sequence number is old' }
      }, unavailable)
      .finally(() => this.#underway--)
  }
}

function itemOf(args: Query['args']): Item | Declined {
  const value = args.get('v')
  if (value === undefined) return { error: 'protocol', text: 'v is missing' }
  // The one form that it can have: what is hashed and signed.
  const v = encode(value)
  if (v.length > ITEM_BYTES) return { error: 'valueTooLarge', text: 'v is larger than 1000 bytes' }
  const key = args.get('k')
  if (key === undefined) return { v }
  const k = bytesOf(args, 'k', 32)
  const sig = bytesOf(args, 'sig', 64)
  if (k === undefined || sig === undefined) return { error: 'protocol', text: 'k or sig has a wrong length' }
  const seq = args.get('seq')
  if (!isInteger(seq)) return { error: 'protocol', text: 'seq is no integer' }
  const salt = args.get('salt')
  if (salt !== undefined && !isBytes(salt)) return { error: 'protocol', text: 'salt is no string' }
  if (salt !== undefined && salt.length > SALT_BYTES)
    return { error: 'saltTooLarge', text: 'salt is larger than 64 bytes' }
  const item = {
    v,
    k: Buffer.from(k),
    sig: Buffer.from(sig),
    seq,
    ...(salt?.length ? { salt: Buffer.from(salt) } : {})
  }
  return isSigned(item) ? item : { error: 'signatureInvalid', text: 'signature is invalid' }
}

function isInteger(value: Bencoded | undefined): value is number | bigint {
  return typeof value === 'number' || typeof value === 'bigint'
}
