// No object's handlers take more CPU at a node than its budget, nor all of a node more than its share: when the first handler of an
// event begins, something is left of both. The books are kept here anew, from what the trace says that each invocation used; they are
// generous: penalties, and what state and source cost, are left out, and what an owner may do in spite of them. An object that owed
// something for a while when its node crashed owes it still when the node is there again. And an event that is refused for its budget leaves nothing.
import type { Millis, NodeId, Usage } from '@halley/model'
import { isCalm, type Plan } from '../plan.ts'
import type { Story } from './story.ts'
import { tagOf, tagsIn } from './tags.ts'
import type { Checker, Violation } from './violation.ts'

const check = 'budgets'

export const budgets: Checker = (story, plan) => [...overspent(story, plan), ...traces(story, plan)]

function overspent({ events }: Story, { faults, world: { node: options } }: Plan): Violation[] {
  const objectMicros = options.objectCpuMs * MS
  const nodeMicros = (options.handlerPercent / 100) * MS * MS
  const objects = new Books({ most: objectMicros, perMs: objectMicros / MINUTE_MS })
  const nodes = new Books({ most: nodeMicros, perMs: nodeMicros / MS })
  const begun = new Set<string>()
  const paused = new Map<NodeId, Millis>()
  const keeps = !faults.some(({ do: what }) => what === 'full-disk' || what === 'broken-disk')
  const found: Violation[] = []
  // An owner's put may begin with a merge of what it meets: only what comes next tells.
  const merging = new Map<string, Violation>()
  for (const event of events) {
    const { node, at } = event
    switch (event.type) {
      case 'paused':
        paused.set(node, at + event.ms)
        break
      case 'crashed':
        nodes.forget(node)
        if (keeps && (paused.get(node) ?? 0) + WRITTEN_MS < at)
          objects.forget(node, (left, spentAt) => left < 0 && spentAt + WRITTEN_MS < at)
        else objects.forget(node)
        for (const turn of begun) if (turn.startsWith(`${node} `)) begun.delete(turn)
        break
      case 'clock':
        objects.forget(node)
        nodes.forget(node)
        break
      case 'invoking': {
        const turn = `${node} ${event.turn}`
        if (MENDS.has(event.event)) merging.delete(turn)
        if (begun.has(turn)) break
        begun.add(turn)
        for (const [books, name, of] of [
          ...(MENDS.has(event.event) ? [] : [[objects, `${node} ${event.key}`, event.key] as const]),
          [nodes, `${node} `, 'all objects']
        ] as const) {
          const left = books.left(name, at)
          if (left > 0) continue
          const message = `${node} runs ${event.event} on ${event.key}, though ${of} have overdrawn by ${(-left).toFixed()} µs`
          if (event.event === 'merge' && books === objects) merging.set(turn, { check, message, at })
          else found.push({ check, message, at })
        }
        break
      }
      case 'invoked':
        if (event.usage === undefined) break
        objects.spend(`${node} ${event.key}`, microsOf(event.usage), at)
        nodes.spend(`${node} `, microsOf(event.usage), at)
    }
  }
  return [...found, ...merging.values()]
}

const OVER: ReadonlySet<string> = new Set(['BUDGET_EXCEEDED', 'STORAGE_EXCEEDED'])

/** Where nothing goes wrong a put is tried at one coordinator alone: what was refused there is nowhere. */
function traces({ operations, stores }: Story, plan: Plan): Violation[] {
  if (!isCalm(plan)) return []
  const refused = new Map<string, number>()
  for (const { request, call, answers } of operations) {
    const tag = tagOf(request)
    const response = answers[0]?.response
    if (tag !== undefined && response?.ok === false && OVER.has(response.failure.code)) refused.set(tag, call)
  }
  if (refused.size === 0) return []
  return stores.flatMap(({ node, key, record, at }): Violation[] => {
    const tag = record.siblings.flatMap(({ state }) => tagsIn(state)).find((tag) => refused.has(tag))
    if (tag === undefined) return []
    const message = `${node} holds ${tag} under ${key}, though call ${refused.get(tag)} was refused for its budget`
    return [{ check, message, at }]
  })
}

class Books {
  readonly #most: number
  readonly #perMs: number
  readonly #accounts = new Map<string, { left: number; at: Millis }>()

  constructor({ most, perMs }: { readonly most: number; readonly perMs: number }) {
    this.#most = most
    this.#perMs = perMs
  }

  left(name: string, at: Millis): number {
    const account = this.#accounts.get(name)
    if (account === undefined) return this.#most
    const gained = ((at - account.at) * FASTEST_CLOCK + CLOCK_STEP_MS) * this.#perMs
    return Math.min(this.#most, account.left + gained)
  }

  spend(name: string, micros: number, at: Millis): void {
    this.#accounts.set(name, { left: this.left(name, at) - micros, at })
  }

  /** @param but those that are kept */
  forget(node: string, but: (left: number, spentAt: Millis) => boolean = () => false): void {
    for (const [name, { left, at }] of this.#accounts)
      if (name.startsWith(`${node} `) && !but(left, at)) this.#accounts.delete(name)
  }
}

/** By then what is owed is on the disk. */
const WRITTEN_MS = 3_000

/** Events by which an owner may repair or remove its object in spite of its budget. */
const MENDS: ReadonlySet<string> = new Set(['load', 'update', 'delete'])

/** What no invocation costs less than. */
function microsOf({ instructions, steps }: Usage): number {
  return 25 + instructions * 0.008 + steps * 0.004
}

/** A clock that drifts, and shows whole milliseconds. */
const FASTEST_CLOCK = 1.002
const CLOCK_STEP_MS = 1

const MS = 1_000
const MINUTE_MS = 60_000
