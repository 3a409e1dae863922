// halley inspect KEY: an object's versions and who holds them; never its state or its source.
import type { Quorum, Spent, Timer } from '@halley/model'
import type { Command } from 'commander'
import { keyArgument } from '../arguments.ts'
import { ask, objectPath } from '../ask.ts'
import { example, type NodeOptions, withNode } from '../options.ts'
import { aligned, columns, grouped } from '../print.ts'
import type { Terminal } from '../terminal.ts'

/** The gateway's answer. */
export interface Inspected {
  readonly versions: readonly {
    readonly version: string
    readonly kind: 'value' | 'tombstone'
    readonly codeHash?: string
    readonly owner?: string
    readonly handlers: readonly string[]
    readonly stateBytes: number
    readonly timers?: readonly Timer[]
    readonly writtenAt: number
    readonly expiresAt?: number
  }[]
  readonly replicas: readonly {
    readonly node: string
    readonly role: 'home' | 'fallback' | 'leased'
    readonly versions?: readonly string[]
  }[]
  readonly quorum: Quorum
  readonly spent: Spent
  readonly coordinator: string
  readonly limits: { readonly stateBytes: number; readonly siblings: number }
}

export function addInspect(program: Command, terminal: Terminal): void {
  const command = program
    .command('inspect')
    .description('Show the versions of an object, its code hash, its size, and the replicas that hold it.')
    .argument('<key>', 'name of the object', keyArgument)
    .action(async (key: string, { node, json }: NodeOptions) => {
      const { body, context } = await ask(node, { method: 'GET', path: objectPath(key, '/inspect') })
      terminal.out(json ? JSON.stringify({ ...body, context }) : show(key, body as unknown as Inspected))
    })
  example(withNode(command), 'halley inspect greeting')
}

function show(key: string, { versions, replicas, quorum, spent, coordinator, limits }: Inspected): string {
  const blocks = versions.map(
    ({ version, kind, codeHash, owner, handlers, stateBytes, timers = [], writtenAt, expiresAt }) =>
      aligned([
        ['version', `${version}${kind === 'tombstone' ? ' (deleted)' : ''}`],
        ['code', codeHash === undefined ? undefined : `sha256 ${codeHash}`],
        ['handlers', handlers.length === 0 ? undefined : handlers.join(', ')],
        ['state', `${grouped(stateBytes)} of ${grouped(limits.stateBytes)} bytes`],
        ...timers.map((timer) => ['timer', showTimer(timer)] as const),
        ['written', new Date(writtenAt).toISOString()],
        ['put through', owner],
        ['expires', expiresAt === undefined ? undefined : new Date(expiresAt).toISOString()]
      ])
  )
  const held = replicas.map(({ node, role, versions: there }) => [
    node,
    role,
    there === undefined
      ? role === 'leased'
        ? 'not asked'
        : 'no answer'
      : there.length === 0
        ? 'holds nothing'
        : there.join(', ')
  ])
  return [
    `${key}: ${versions.length} of at most ${limits.siblings} concurrent versions, N=${quorum.n} R=${quorum.r} W=${quorum.w}`,
    blocks.join('\n\n'),
    'replicas',
    columns(held),
    aligned([
      ['answered by', coordinator],
      ['there it took', showBudget(spent.cpuMicros, 'µs of CPU')],
      ['and sent', showBudget(spent.bytes, 'bytes')],
      ['its owner took', showBudget(spent.ownerCpuMicros, 'µs of CPU')],
      ['and sent', showBudget(spent.ownerBytes, 'bytes')],
      ['calls left', showCalls(spent)],
      ['room', showRoom(spent.storage)]
    ])
  ].join('\n')
}

function showBudget({ spent, allowed, penalty, waitMs }: Spent['bytes'], unit: string): string {
  const less = penalty === 1 ? '' : ` (a ${penalty === 2 ? 'half' : `${penalty}th`}, for overdoing it)`
  const wait = waitMs === 0 ? '' : `; refused for another ${Math.ceil(waitMs / 1_000)} s`
  return `${grouped(spent)} of ${grouped(allowed)} ${unit} in the last minute${less}${wait}`
}

function showCalls({ operations, ownerOperations }: Spent): string {
  return `${grouped(operations.left)} of ${grouped(operations.allowed)}, of its owner ${grouped(ownerOperations.left)} of ${grouped(ownerOperations.allowed)}`
}

function showRoom({ objectBytes, ownerBytes, allowed }: Spent['storage']): string {
  return `takes up ${grouped(objectBytes)} bytes; all of its owner's there ${grouped(ownerBytes)} of ${grouped(allowed)}`
}

function showTimer({ name, due, every, on }: Timer): string {
  const next = every === undefined ? 'once' : `every ${grouped(every)} ms`
  const where = on === 'primary' ? '' : ', at each replica for itself, counted from there'
  return `${name}: ${new Date(due).toISOString()}, ${next}${where}`
}
