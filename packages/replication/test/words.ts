// What the tests of this package say in one word: contents, edits, failures, effects as lines of text.
import type { Content, Edit, Failure } from '@halley/model'
import { dot, show, showDot, sibling } from '../../model/test/words.ts'
import type { Reader, Store, Writer } from '../src/copy.ts'
import type { ReplicaEffect } from '../src/replica.ts'

/** A passive value, or with `†` a tombstone. */
export function content(value: string): Content {
  const { dot: _, ...rest } = sibling(`a1=${value}`)
  return rest
}

/** `put('x', 'a1 b1')`: x supersedes the versions a1 and b1. */
export function put(value: string, over = ''): Edit {
  const supersedes = over
    .split(' ')
    .filter((word) => word !== '')
    .map(dot)
  return { supersedes, content: content(value) }
}

export const BROKEN: Failure = { code: 'STORAGE_FAILED', message: 'the disk is full' }

export function showStore({ key, record, local, hints, unhints }: Store): string {
  const parts = [key]
  if (record !== undefined) parts.push(show(record))
  if (local !== undefined) parts.push(`local=${local === null ? 'none' : Buffer.from(local).toString()}`)
  if (hints.length > 0) parts.push(`hints ${hints.join(' ')}`)
  if (unhints.length > 0) parts.push(`unhints ${unhints.join(' ')}`)
  return parts.join(' ')
}

export function local(text: string): Uint8Array {
  return Buffer.from(text)
}

/** A replica's effects and what its readers and writers are told, in the order in which it happens. */
export class Log {
  #lines: string[] = []

  readonly effect = (effect: ReplicaEffect): void => {
    if (effect.type !== 'store') this.say(`${effect.type} ${effect.key}`)
    else this.say(`store ${effect.id}: ${showStore(effect.store)}`)
  }

  say(line: string): void {
    this.#lines.push(line)
  }

  reader(name: string, then: () => void = () => {}): Reader {
    return {
      copied: ({ record, local }) => {
        this.say(`${name} reads ${show(record)}${local === null ? '' : ` local=${Buffer.from(local)}`}`)
        then()
      },
      refused: ({ code }) => {
        this.say(`${name} is refused: ${code}`)
        then()
      }
    }
  }

  writer(name: string, then: () => void = () => {}): Writer {
    return {
      stored: (record, dots) => {
        this.say(`${name} stored ${show(record)} as [${dots.map(showDot).join(' ')}]`)
        then()
      },
      refused: ({ code }) => {
        this.say(`${name} is refused: ${code}`)
        then()
      }
    }
  }

  /** The lines since the last call. */
  take(): string[] {
    return this.#lines.splice(0)
  }
}
