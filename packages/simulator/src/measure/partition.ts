// A partition that heals: each half has written what the other has not seen. How long until all homes of every key hold
// the same, if nobody reads?
import { encodeValue, type Key, type Millis } from '@halley/model'
import { versionsOf } from '../check/knowledge.ts'
import { nearestToKey } from '../overlay.ts'
import type { TraceEvent } from '../trace.ts'
import type { Figures } from './figures.ts'
import { type LargeWorld, largeWorld } from './large-world.ts'

export interface PartitionOptions {
  readonly nodes: number
  readonly keys: number
  /** Keys that are written while the network is split. */
  readonly written: number
  readonly seed: string
}

export const PARTITION_DEFAULTS: PartitionOptions = {
  nodes: 10,
  keys: 10_000,
  written: 1_000,
  seed: 'partition'
}

/** Virtual milliseconds between two puts, between two looks, and until the measurement gives up. */
const PUT_EVERY_MS = 5
const LOOK_EVERY_MS = 100
const PATIENCE_MS = 3_600_000

export function measurePartition(options: PartitionOptions): Figures {
  const { nodes, keys: count, written, seed } = options
  let messages = 0
  const listen = (event: TraceEvent): void => {
    if (event.type === 'sent') messages++
  }
  // On links as slow as these a put takes half a second without anybody being busy.
  const large = largeWorld({ seed, reach: 'all', listen })
  const { world, prng, live } = large
  const pass = (ms: Millis): void => world.agenda.run(world.agenda.now + ms)
  for (let at = 0; at < nodes; at++) {
    large.grow()
    pass(1_000)
  }
  pass(10_000)
  const keys = Array.from({ length: count }, (_, at) => `key ${at}`)
  const outcome = { answered: 0, failed: 0 }
  const put = (key: Key, text: string, from: readonly string[]): void => {
    world.ask(
      prng.pick(from),
      'writer',
      { op: 'put', key, value: encodeValue(text) },
      {
        answered: ({ ok }) => {
          if (ok) outcome.answered++
          else outcome.failed++
        },
        broken: () => {}
      }
    )
    pass(PUT_EVERY_MS)
  }
  for (const key of keys) put(key, `${key} first`, live)
  pass(30_000)
  const [loaded, loadedFailed] = [outcome.answered, outcome.failed]

  const sides = [live.slice(0, nodes / 2), live.slice(nodes / 2)] as const
  const across = (act: (from: string, to: string) => void): void => {
    for (const a of sides[0])
      for (const b of sides[1]) {
        act(a, b)
        act(b, a)
      }
  }
  across((from, to) => world.cut(from, to))
  pass(10_000)
  for (let at = 0; at < written; at++) put(prng.pick(keys), `second ${at}`, sides[at % 2] as string[])
  pass(20_000)

  across((from, to) => world.heal(from, to))
  const healedAt = world.agenda.now
  messages = 0
  const differing = differ(large, keys)
  const took = until(large, differing, healedAt)
  return {
    ...options,
    loaded,
    loadedFailed,
    writtenInPartition: outcome.answered - loaded,
    failedInPartition: outcome.failed - loadedFailed,
    differingKeys: differing.length,
    ...took,
    messages
  }
}

/** Keys whose homes do not all hold the same. */
function differ({ live, holds }: LargeWorld, keys: readonly Key[]): Key[] {
  return keys.filter((key) => {
    const held = nearestToKey(key, live, 3).map((node) => versionsOf(holds(node, key)))
    return new Set(held).size > 1
  })
}

/** Milliseconds until half, nine tenths, 99 % and all of the keys are alike everywhere. */
function until(large: LargeWorld, keys: readonly Key[], from: Millis): Figures {
  const { agenda } = large.world
  const marks = { halfMs: 0.5, nineTenthsMs: 0.1, ninetyNineMs: 0.01, allMs: 0 }
  const reached: Record<string, number> = {}
  let left = [...keys]
  for (;;) {
    left = differ(large, left)
    const passed = agenda.now - from
    for (const [name, share] of Object.entries(marks))
      if (left.length <= share * keys.length) reached[name] ??= passed
    if (left.length === 0 || passed > PATIENCE_MS) return { ...reached, leftInTheEnd: left.length }
    agenda.run(agenda.now + LOOK_EVERY_MS)
  }
}
