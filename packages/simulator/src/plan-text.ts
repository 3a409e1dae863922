// A plan as people read it, and as a file keeps it: what the world is like, who asks for what, what goes wrong and when.
// Reading the text gives the plan again, so a failure that was found once, and made small, can be run for ever:
//
//   seed 3782
//   nodes n0 n1 n2 n3, the last 1 joining
//   node {"replicaTimeoutMs":434}              departures from the node's defaults
//   links {"latency":{…},"farthest":1,…}
//   key k2 quorum=1,1,1
//   client c1
//     +120 n2 put k2 tag=c1.15 knowing          120 ms after the answer before
//   faults
//     @19473 die node=n2                        milliseconds since the clients began
//
// Empty lines, and what stands behind a #, are for people.
import type { Quorum } from '@halley/model'
import type { NodeOptions } from '@halley/node'
import type { ClockOptions } from './clock.ts'
import { SIMULATED_DEFAULTS } from './node-options.ts'
import type { ClientPlan, ClientStep, FaultStep, KeyPlan, Plan } from './plan.ts'
import type { WorldOptions } from './world.ts'

export function planText(plan: Plan): string {
  const { seed, nodes, founders, clocks, world, keys, clients, faults } = plan
  const { node, ...parts } = world
  const joining = nodes.length > founders ? `, the last ${nodes.length - founders} joining` : ''
  const lines = [
    `seed ${seed}`,
    `nodes ${nodes.join(' ')}${joining}`,
    `node ${JSON.stringify(departures(node))}`,
    ...Object.entries(parts).map(([name, value]) => `${name} ${JSON.stringify(value)}`),
    ...nodes.map((id, at) => `clock ${id} ${JSON.stringify(clocks[at])}`),
    ...keys.map(({ key, program, quorum }) => `key ${key}${wordsOf({ program, quorum: listOf(quorum) })}`)
  ]
  for (const { name, steps } of clients) {
    lines.push(`client ${name}`)
    for (const { thinkMs, node: at, op, key, ...rest } of steps)
      lines.push(`  +${thinkMs} ${at} ${op} ${key}${wordsOf(rest)}`)
  }
  lines.push('faults')
  for (const { atMs, do: what, ...rest } of faults) lines.push(`  @${atMs} ${what}${wordsOf(rest)}`)
  return `${lines.join('\n')}\n`
}

/** @throws Error that names the line which is none */
export function readPlan(text: string): Plan {
  const reading = new Reading()
  text.split('\n').forEach((line, at) => {
    const bare = line.replace(/(^|\s)#.*$/, '').trim()
    if (bare === '') return
    try {
      reading.take(bare)
    } catch (error) {
      throw new Error(`line ${at + 1}, "${bare.slice(0, 80)}": ${(error as Error).message}`)
    }
  })
  return reading.plan()
}

class Reading {
  #seed = ''
  #nodes: string[] = []
  #joining = 0
  readonly #clocks = new Map<string, ClockOptions>()
  readonly #parts: Record<string, unknown> = {}
  readonly #keys: KeyPlan[] = []
  readonly #clients: { name: string; steps: ClientStep[] }[] = []
  readonly #faults: FaultStep[] = []

  take(line: string): void {
    const [head = '', ...words] = line.split(/\s+/)
    const rest = line.slice(head.length).trim()
    if (head.startsWith('+')) this.#step(Number(head.slice(1)), words)
    else if (head.startsWith('@')) this.#fault(Number(head.slice(1)), words)
    else if (head === 'seed') this.#seed = rest
    else if (head === 'nodes') this.#nodesLine(rest)
    else if (head === 'clock') this.#clocks.set(words[0] ?? '', JSON.parse(words.slice(1).join(' ')))
    else if (head === 'key') this.#key(words)
    else if (head === 'client') this.#clients.push({ name: rest, steps: [] })
    else if (PARTS.has(head)) this.#parts[head] = JSON.parse(rest)
    else if (head !== 'faults') throw new Error(`"${head}" begins no line of a plan`)
  }

  plan(): Plan {
    const { node, ...parts } = this.#parts
    const missing = [...PARTS].filter((part) => !(part in this.#parts))
    if (missing.length > 0) throw new Error(`the plan does not say: ${missing.join(', ')}`)
    const clients: readonly ClientPlan[] = this.#clients
    return {
      seed: this.#seed,
      nodes: this.#nodes,
      founders: this.#nodes.length - this.#joining,
      clocks: this.#nodes.map((id) => this.#clocks.get(id) ?? { offsetMs: 0, drift: 0 }),
      world: { ...parts, node: { ...SIMULATED_DEFAULTS, ...(node as Partial<NodeOptions>) } } as WorldOptions,
      keys: this.#keys,
      clients,
      faults: this.#faults
    }
  }

  #nodesLine(rest: string): void {
    const [names = '', joining] = rest.split(', the last ')
    this.#nodes = names.split(' ')
    this.#joining = joining === undefined ? 0 : Number.parseInt(joining, 10)
  }

  #key([key = '', ...words]: string[]): void {
    const { program, quorum } = valuesOf(words)
    const [n = 0, r = 0, w = 0] = String(quorum ?? '')
      .split(',')
      .map(Number)
    this.#keys.push({
      key,
      ...(program === undefined ? {} : { program: String(program) }),
      ...(quorum === undefined ? {} : { quorum: { n, r, w } })
    })
  }

  #step(thinkMs: number, [node = '', op = '', key = '', ...words]: string[]): void {
    const client = this.#clients.at(-1)
    if (client === undefined) throw new Error('no client takes this step')
    const values = { knowing: false, ...valuesOf(words) }
    client.steps.push({ thinkMs, node, op: op as ClientStep['op'], key, ...values })
  }

  #fault(atMs: number, [what = '', ...words]: string[]): void {
    const values = valuesOf(words)
    if (what === 'cut' || what === 'partition')
      for (const side of ['from', 'to']) if (side in values) values[side] = String(values[side]).split(',')
    // The words are those that `planText` wrote of a step.
    this.#faults.push({ atMs, do: what, ...values } as unknown as FaultStep)
  }
}

const PARTS: ReadonlySet<string> = new Set(
  Object.keys({
    node: 0,
    links: 0,
    disk: 0,
    overlay: 0,
    presence: 0,
    handling: 0,
    bytes: 0
  } satisfies Record<keyof WorldOptions, 0>)
)

function departures(node: NodeOptions): Partial<NodeOptions> {
  const defaults: Readonly<Record<string, unknown>> = { ...SIMULATED_DEFAULTS }
  return Object.fromEntries(
    Object.entries(node).filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(defaults[name]))
  )
}

/** ` name=value` of each that there is; one that is true stands by its name alone. */
function wordsOf(values: Readonly<Record<string, unknown>>): string {
  return Object.entries(values)
    .filter(([, value]) => value !== undefined && value !== false)
    .map(([name, value]) => (value === true ? ` ${name}` : ` ${name}=${String(value)}`))
    .join('')
}

function valuesOf(words: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(
    words.map((word): [string, unknown] => {
      const [name = '', value] = word.split('=')
      if (value === undefined) return [name, true]
      return [name, name !== 'tag' && /^-?\d+(\.\d+)?$/.test(value) ? Number(value) : value]
    })
  )
}

function listOf(quorum: Quorum | undefined): string | undefined {
  return quorum === undefined ? undefined : `${quorum.n},${quorum.r},${quorum.w}`
}
