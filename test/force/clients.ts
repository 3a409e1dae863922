// Clients that work in a closed loop over HTTP, each through whichever node the next request falls to, and write down all that
// they asked and were answered.
import { setTimeout } from 'node:timers/promises'
import type { Prng } from '@halley/model'
import { type Answer, type Call, type Shown, shownTo, useOf } from './history.ts'

/** Longer than a node takes to say that it has given up. */
const PATIENT_MS = 15_000

/** Most clients give up early and go to another node: who waited for each hung node would hardly ask the others. */
const HASTY_MS = 1_000

/** Keeps the load moderate: what is tested is not speed. */
const THINK_MS = 20

/** Where the nodes are reached; nothing for one that is down. */
export type Nodes = (name: string) => string | undefined

export class Journal {
  readonly calls: Call[] = []
  readonly #nodes: Nodes

  constructor(nodes: Nodes) {
    this.#nodes = nodes
  }

  /** Asks, and writes down what came of it. A node that is down is not asked: there is no call then. */
  async ask(asked: Asked, patienceMs = PATIENT_MS): Promise<Call | undefined> {
    const { basis, ...rest } = asked
    const http = this.#nodes(asked.node)
    if (http === undefined) return undefined
    const startedAt = performance.now()
    const answer = await answerTo(http, asked, patienceMs).catch(() => undefined)
    const endedAt = performance.now()
    const id = this.calls.length
    const call: Call = {
      ...{ id, ...rest, startedAt, endedAt },
      ...(basis === undefined ? {} : { basis: basis.id }),
      ...(answer === undefined ? {} : { answer })
    }
    this.calls.push(call)
    return call
  }
}

type Asked = Pick<Call, 'client' | 'node' | 'op' | 'key' | 'tags'> & { readonly basis?: Call | undefined }

/** One client, until `until` says so. */
export async function work(
  client: string,
  {
    journal,
    names,
    keys,
    prng,
    until
  }: { journal: Journal; names: readonly string[]; keys: readonly string[]; prng: Prng; until: () => boolean }
): Promise<void> {
  const patienceMs = prng.pick([HASTY_MS, HASTY_MS, PATIENT_MS])
  for (let count = 0; !until(); count++) {
    const key = prng.pick(keys)
    const node = prng.pick(names)
    const read = await journal.ask({ client, node, op: 'get', key }, patienceMs)
    if (read?.answer?.ok === true) await write(`${client}.${count}`, read)
    await setTimeout(prng.below(2 * THINK_MS))
  }

  async function write(tag: string, basis: Call): Promise<void> {
    const { key } = basis
    // Another node than the one that was read from: a context is good everywhere.
    const node = prng.pick(names)
    const use = useOf(key)
    if (use === 'deleted' && shownTo(basis).length > 0 && prng.chance(0.4)) {
      await journal.ask({ client, node, op: 'delete', key, basis }, patienceMs)
    } else {
      const kept = use === 'set' ? new Set(shownTo(basis).flatMap(({ tags }) => tags)) : []
      // Now and then somebody writes without having looked.
      const isBlind = use !== 'set' && prng.chance(0.1)
      const put = { client, node, op: 'put', key, tags: [...kept, tag] } as const
      await journal.ask(isBlind ? put : { ...put, basis }, patienceMs)
    }
  }
}

async function answerTo(http: string, { op, key, tags, basis }: Asked, patienceMs: number): Promise<Answer> {
  const context = basis?.answer?.ok === true ? basis.answer.context : undefined
  const answer = await fetch(`${http}/v1/objects/${key}`, {
    method: op.toUpperCase(),
    headers: {
      ...(op === 'put' ? { 'content-type': 'application/json' } : {}),
      ...(context === undefined ? {} : { 'halley-context': context })
    },
    ...(op === 'put' ? { body: JSON.stringify({ value: { tags } }) } : {}),
    signal: AbortSignal.timeout(patienceMs)
  })
  const body = (await answer.json()) as Body
  const told = answer.headers.get('halley-context') ?? undefined
  const carried = told === undefined ? {} : { context: told }
  if (op === 'get' && body.error?.code === 'NOT_FOUND') return { ok: true, shown: [] }
  if (body.error !== undefined) return { ok: false, code: body.error.code }
  if (op !== 'get') return { ok: true, ...carried, versions: body.versions ?? [] }
  const shown = body.siblings ?? [{ version: body.version as string, value: body.value as Value }]
  return {
    ok: true,
    ...carried,
    shown: shown.map(({ version, value }): Shown => ({ version, tags: value.tags }))
  }
}

interface Value {
  readonly tags: string[]
}

interface Body {
  readonly error?: { readonly code: string }
  readonly versions?: string[]
  readonly version?: string
  readonly value?: Value
  readonly siblings?: readonly { readonly version: string; readonly value: Value }[]
}
