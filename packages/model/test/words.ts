// A notation for records, so that a test reads as the thing it is about:
//
//   {a2 b1} a2=cart b1=†        the vector, then the siblings: each with the dot that wrote it; † is a tombstone
//   {a2@10 b1@900} a2=cart      entries with times, in seconds
//   {a1} a1=cart/5.3.3          an object with a quorum of its own
//   {a1} a1=cart!get.update     an active object: its code defines onGet and onUpdate
//   {a1} a1=cart@500            it expires at 500
//   {a1} a1=cart#7              of the life 7; without a #, of the life 0
//
// Actors are letters from a to f; on the wire each is its letter sixteen times.
import { sha256 } from '../src/key.ts'
import type { Code, ObjectRecord, Sibling } from '../src/record.ts'
import { decodeValue, encodeValue } from '../src/value.ts'
import { type Actor, compareDots, type Dot, type VersionVector } from '../src/version.ts'

export function actor(letter: string): Actor {
  return letter.repeat(16)
}

/** The name of a life, from its one digit. */
export function life(digit: string): string {
  return digit.repeat(16)
}

/** `a2` */
export function dot(text: string): Dot {
  return { actor: actor(text.slice(0, 1)), counter: Number(text.slice(1)) }
}

/** `a2 b1` */
export function vector(text: string): VersionVector {
  const dots = text.split(' ').filter((word) => word !== '')
  return Object.fromEntries(dots.map(dot).map(({ actor, counter }) => [actor, counter]))
}

/** `a2=cart`, `a2=cart!get.update@500/5.3.3#7` */
export function sibling(text: string): Sibling {
  const found =
    /^([a-f]\d+)=([^!@/#]*)(?:!([a-zA-Z.]+))?(?:@(\d+))?(?:\/(\d+)\.(\d+)\.(\d+))?(?:#(\d))?$/.exec(text)
  if (found === null) throw new Error(`"${text}" is not a sibling`)
  const [, name = '', value = '', handlers, expires, n, r, w, born = '0'] = found
  return {
    dot: dot(name),
    kind: value === '†' ? 'tombstone' : 'value',
    ...(handlers === undefined ? {} : { code: code(handlers) }),
    state: value === '†' ? new Uint8Array(0) : encodeValue(value),
    ...(n === undefined ? {} : { quorum: { n: Number(n), r: Number(r), w: Number(w) } }),
    born: life(born),
    writtenAt: 0,
    ...(expires === undefined ? {} : { expiresAt: Number(expires) })
  }
}

/** The code that defines these handlers: `get.update` defines onGet and onUpdate. */
export function code(handlers: string): Code {
  return {
    source: sourceOf(handlers),
    hash: sha256(sourceOf(handlers)),
    handlers: handlersOf(sourceOf(handlers))
  }
}

export function sourceOf(handlers: string): string {
  return `// ${handlers}`
}

export function handlersOf(source: string): string[] {
  const names = source.slice(3).split('.')
  return names.map((name) => `on${name.slice(0, 1).toUpperCase()}${name.slice(1)}`)
}

/** `{a2 b1} a2=cart b1=†` */
export function record(text: string): ObjectRecord {
  const found = /^\{(.*)\}(.*)$/.exec(text.trim())
  if (found === null) throw new Error(`"${text}" is not a record`)
  const siblings = (found[2] as string).split(' ').filter((word) => word !== '')
  const entries = (found[1] as string).split(' ').filter((word) => word !== '')
  const aged = entries.filter((entry) => entry.includes('@')).map((entry) => entry.split('@'))
  const times = aged.map(([name = '', time]) => [dot(name).actor, Number(time)])
  return {
    context: vector(entries.map((entry) => entry.split('@')[0]).join(' ')),
    ...(times.length === 0 ? {} : { times: Object.fromEntries(times) }),
    siblings: siblings.map(sibling).sort((x, y) => compareDots(x.dot, y.dot))
  }
}

export function showDot({ actor, counter }: Dot): string {
  return `${actor.slice(0, 1)}${counter}`
}

export function showVector(vector: VersionVector): string {
  return Object.entries(vector)
    .map(([actor, counter]) => showDot({ actor, counter }))
    .sort()
    .join(' ')
}

export function showState(state: Uint8Array): string {
  if (state.length === 0) return '†'
  const value = decodeValue(state)
  return typeof value === 'string' ? value : JSON.stringify(value)
}

export function showSibling({ dot, ...content }: Sibling): string {
  return `${showDot(dot)}=${showContent(content)}`
}

export function showContent({ code, state, quorum, expiresAt }: Omit<Sibling, 'dot'>): string {
  const active = code === undefined ? '' : `!${code.source.slice(3)}`
  const expires = expiresAt === undefined ? '' : `@${expiresAt}`
  const asked = quorum === undefined ? '' : `/${quorum.n}.${quorum.r}.${quorum.w}`
  return `${showState(state)}${active}${expires}${asked}`
}

/** The inverse of `record`. */
export function show({ context, siblings }: ObjectRecord): string {
  return [`{${showVector(context)}}`, ...siblings.map(showSibling)].join(' ')
}
