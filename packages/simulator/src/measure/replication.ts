// What it costs an object to be at the twenty nodes nearest to its key: messages and bytes of its copies, over a day in which nothing
// changes. Twice: it puts itself there in its onTimer (mirror), and it names them in its selectReplicas (chooser). Beside it what
// Comet's scheme would send, with messages of the same size: each of the twenty puts the object to the nineteen others, every time.
import { encodeMessage, encodeValue, type Message, REPLICAS } from '@halley/model'
import { type Program, sourceOf } from '../programs.ts'
import type { TraceEvent } from '../trace.ts'
import type { Figures } from './figures.ts'
import { largeWorld } from './large-world.ts'

export interface ReplicationOptions {
  readonly nodes: number
  readonly hours: number
  /** Of the object's state. */
  readonly bytes: number
  readonly seed: string
}

export const REPLICATION_DEFAULTS: ReplicationOptions = {
  nodes: 24,
  hours: 24,
  bytes: 2_000,
  seed: 'replication'
}

const HOUR_MS = 3_600_000
const KEY = 'letter'

/** How a copy is asked for, sent, and taken. */
const ABOUT_COPIES: ReadonlySet<string> = new Set(['lease', 'leased', 'write', 'stored'])

export function measureReplication(options: ReplicationOptions): Figures {
  const mirror = dayOf('mirror', options)
  const chooser = dayOf('chooser', options)
  const rounds = options.hours * 6
  const puts = rounds * REPLICAS * (REPLICAS - 1)
  const each = (day: Day): number => day.copyBytes + day.answerBytes
  return {
    ...{ nodes: options.nodes, hours: options.hours, stateBytes: options.bytes, rounds },
    cometMessages: 2 * puts,
    cometBytes: puts * each(mirror),
    mirrorMessages: mirror.messages,
    mirrorBytes: mirror.bytes,
    mirrorCopies: mirror.copies,
    mirrorHolders: mirror.holders,
    chooserMessages: chooser.messages,
    chooserBytes: chooser.bytes,
    chooserCopies: chooser.copies,
    chooserHolders: chooser.holders
  }
}

interface Day {
  readonly messages: number
  readonly bytes: number
  /** Of these, messages that carry the object. */
  readonly copies: number
  /** Nodes that hold it in the end. */
  readonly holders: number
  /** Of a message with the object, and of the answer to it. */
  readonly copyBytes: number
  readonly answerBytes: number
}

function dayOf(program: Program, { nodes, hours, bytes: stateBytes, seed }: ReplicationOptions): Day {
  const sent: Message[] = []
  const listen = (event: TraceEvent): void => {
    if (event.type === 'sent' && ABOUT_COPIES.has(event.message.type)) sent.push(event.message)
  }
  const { world, live, grow, holds } = largeWorld({ seed, reach: 'all', listen })
  for (let at = 0; at < nodes; at++) {
    grow()
    world.agenda.run(world.agenda.now + 1_000)
  }
  world.agenda.run(world.agenda.now + 120_000)
  const [first = ''] = live
  const value = encodeValue({ text: 'x'.repeat(stateBytes) })
  world.ask(first, 'writer', { op: 'put', key: KEY, code: sourceOf(program), value }, UNHEEDED)
  world.agenda.run(world.agenda.now + hours * HOUR_MS)
  const sizes = sent.map((message) => encodeMessage(message).length)
  const sizeOf = (type: Message['type']): number =>
    sizes[sent.findIndex((message) => message.type === type)] ?? 0
  return {
    messages: sent.length,
    bytes: sizes.reduce((sum, size) => sum + size, 0),
    copies: sent.filter(({ type }) => type === 'write').length,
    holders: live.filter((node) => holds(node, KEY).siblings.length > 0).length,
    copyBytes: sizeOf('write'),
    answerBytes: sizeOf('stored')
  }
}

const UNHEEDED = { answered: () => {}, broken: () => {} }
