// What people type, checked before anything happens. A wrong argument is wrong usage: commander says which, and exits 2.
import {
  decodeContext,
  ModelError,
  parseDuration,
  parseJson,
  parseKey,
  parsePin,
  parseQuorum,
  REPLICAS,
  type Value
} from '@halley/model'
import { type Command, InvalidArgumentError } from 'commander'

export function keyArgument(text: string): string {
  return checked(() => parseKey(text))
}

/** A duration such as `8h`, kept as text: the node that stores computes the end. */
export function durationArgument(text: string): string {
  checked(() => parseDuration(text))
  return text
}

/** A context belongs to a key: so it can be checked only once both are known. Ends the command where it does not. */
export function checkContext(command: Command, key: string, context: string | undefined): void {
  try {
    if (context !== undefined) decodeContext(key, context)
  } catch (error) {
    if (!(error instanceof ModelError)) throw error
    command.error(`error: option '--context <token>': ${error.message}`)
  }
}

/** The hash of an object's code. */
export function pinArgument(text: string): string {
  return checked(() => parsePin(text))
}

/** N, R or W. */
export function replicasArgument(text: string): number {
  return wholeArgument(text, 1, REPLICAS)
}

export function wholeArgument(text: string, least: number, most: number): number {
  const number = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN
  if (number >= least && number <= most) return number
  throw new InvalidArgumentError(`A whole number from ${least} to ${most} is allowed.`)
}

export function jsonArgument(text: string): Value {
  try {
    return parseJson(text, 'it')
  } catch (error) {
    if (!(error instanceof ModelError)) throw error
    throw new InvalidArgumentError(`${error.message}. ${jsonAdvice(text)}`)
  }
}

// Quotes that the shell has eaten are the usual reason.
function jsonAdvice(text: string): string {
  const quoted = JSON.stringify(text)
  const short = quoted.length <= 60 && !/['{[]/.test(quoted) ? quoted : '"text"'
  return `Write '${short}' for a string, in single quotes so that the shell keeps the double ones.`
}

/** `http://127.0.0.1:7070`, without a trailing slash. */
export function nodeArgument(text: string): string {
  const url = URL.parse(text)
  if (url?.protocol !== 'http:' || url.pathname !== '/' || url.search !== '' || url.username !== '') {
    throw new InvalidArgumentError('The address of a node looks like http://127.0.0.1:7070.')
  }
  return url.origin
}

export interface HostPort {
  readonly host: string
  readonly port: number
}

/** `127.0.0.1:7070`, `[::1]:7070`, `localhost:0`. */
export function hostPortArgument(text: string): HostPort {
  const found = /^(?:\[([0-9a-fA-F:.]+)\]|([^:/\s[\]]+)):(\d{1,5})$/.exec(text)
  const host = found?.[1] ?? found?.[2]
  const port = Number(found?.[3])
  if (host === undefined || port > 65_535) {
    throw new InvalidArgumentError('Write HOST:PORT, for example 127.0.0.1:7070; port 0 takes a free one.')
  }
  return { host, port }
}

/** Every use of a repeatable option. */
export function collected(text: string, before: readonly string[] | undefined): string[] {
  return [...(before ?? []), text]
}

export interface QuorumArguments {
  readonly n?: number
  readonly r?: number
  readonly w?: number
}

/** Whether N, R and W go together. @returns what is wrong, or nothing */
export function quorumFault({ n, r, w }: QuorumArguments): string | undefined {
  try {
    parseQuorum({ n, r, w })
  } catch (error) {
    if (error instanceof ModelError) return error.message
    throw error
  }
  return undefined
}

/** For text that came from a file rather than the shell. @throws ModelError VALUE_INVALID */
export const parseJsonText: (text: string, what: string) => Value = parseJson

function checked<T>(parse: () => T): T {
  try {
    return parse()
  } catch (error) {
    if (error instanceof ModelError) throw new InvalidArgumentError(`${error.message}.`)
    throw error
  }
}
