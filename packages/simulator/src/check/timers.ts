// Timers: what an object is told of its ticks. Of what the object does itself (on: 'primary'), each tick takes effect, though its
// node crashes; where all is well it runs once, at one node. Of what a replica does for itself, none runs again once it was written.
import { decodeValue, type EncodedValue, unpackLocal, type Value } from '@halley/model'
import { type ClockOptions, readingOf } from '../clock.ts'
import { isCalm, isScarce, lacksRoom, type Plan, quorumOf } from '../plan.ts'
import { BEATS, programOf } from '../programs.ts'
import { liveNodes } from './homes.ts'
import type { Story } from './story.ts'
import type { Checker, Violation } from './violation.ts'

const check = 'timers'

export const timers: Checker = (story, plan) => [
  ...(isCalm(plan) && !lacksRoom(plan) ? runTwice(story) : []),
  ...repeated(story),
  ...(isScarce(plan) ? [] : forgotten(story, plan)),
  ...stopped(story)
]

/** In calm weather no tick of an object is run twice, nor committed twice. (One that there is no room to write is run again, later.) */
function runTwice({ events }: Story): Violation[] {
  const ran = new Set<string>()
  const found: Violation[] = []
  for (const event of events) {
    if (event.type !== 'invoking' || event.tick?.on !== 'primary') continue
    const { key, node, at, tick } = event
    const name = `the tick of ${key} that was due at ${tick.due}`
    if (ran.has(name)) found.push({ check, message: `${name} runs again, at ${node}`, at })
    ran.add(name)
  }
  return found
}

/** What a replica has durably done, it does not do again. */
function repeated({ events }: Story): Violation[] {
  return events.flatMap((event): Violation[] => {
    if (event.type !== 'stored' || event.local === undefined || event.local === null) return []
    const ticks = ticksIn(event.local)
    const again = ticks.find((due, at) => at > 0 && due <= (ticks[at - 1] as number))
    if (again === undefined) return []
    const message = `${event.node} has its replica of ${event.key} do the tick again that was due at ${again}`
    return [{ check, message, at: event.at }]
  })
}

/** When everything was well for a while, no timer has been due for long at any home; unless too few nodes are left for a quorum. */
function forgotten(story: Story, plan: Plan): Violation[] {
  const clocks = new Map<string, ClockOptions>()
  for (const event of story.events)
    if (event.type === 'started' || event.type === 'clock') clocks.set(event.node, event.clock)
  const end = story.events.at(-1)?.at ?? 0
  const found: Violation[] = []
  const live = liveNodes(story)
  for (const node of live) {
    const clock = clocks.get(node)
    if (clock === undefined) continue
    const late = readingOf(clock, end) - LATE_MS
    for (const [key, copies] of story.held) {
      const { r, w } = quorumOf(plan, key)
      if (story.damages.has(`${node} ${key}`) || live.length < Math.max(r, w)) continue
      const timers = copies.get(node)?.siblings.at(-1)?.timers ?? []
      for (const { name, due, on } of timers) {
        if (on !== 'primary' || due > late) continue
        found.push({ check, message: `${node} knows that "${name}" of ${key} has been due since ${due}` })
      }
    }
  }
  return found
}

/** A clock ticks until it has ticked often enough. */
function stopped({ held }: Story): Violation[] {
  return [...held].flatMap(([key, copies]) =>
    [...copies].flatMap(([node, { siblings }]): Violation[] => {
      const found = siblings.find(
        ({ code, state, timers = [] }) =>
          code !== undefined &&
          programOf(code.source) === 'clock' &&
          ticksOf(state).length < BEATS &&
          !timers.some(({ name }) => name === 'beat')
      )
      if (found === undefined) return []
      return [{ check, message: `${node} holds a version of ${key} that has lost its timer` }]
    })
  )
}

/** Longer than any home waits for those before it, and a clock is wrong. */
const LATE_MS = 60_000

function ticksIn(packed: Uint8Array): number[] {
  const born = Buffer.from(packed.subarray(0, 16)).toString('latin1')
  const local = unpackLocal([born], packed)
  return local === null ? [] : ticksOf(local)
}

function ticksOf(state: EncodedValue): number[] {
  const value = decodeValue(state) as { readonly ticks?: Value } | null
  return Array.isArray(value?.ticks) ? value.ticks.map(Number) : []
}
