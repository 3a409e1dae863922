// halley status: how a node is. Of what it counts, that which is not 0; first what an operator should look into.
import type { Command } from 'commander'
import type { BudgetsView } from 'halley'
import { ask } from '../ask.ts'
import { example, type NodeOptions, withNode } from '../options.ts'
import { aligned, grouped, showDuration, wrapped } from '../print.ts'
import type { Terminal } from '../terminal.ts'
import { TROUBLE } from '../trouble.ts'

interface Status {
  readonly id: string
  readonly addresses: readonly string[]
  readonly placement: string
  readonly quorum: { readonly n: number; readonly r: number; readonly w: number }
  readonly peers: number
  readonly coordinates?: {
    readonly vector: readonly number[]
    readonly height: number
    readonly error: number
  }
  readonly records: number
  readonly uptimeMs: number
  readonly load: Readonly<Record<string, number>>
  readonly budgets: BudgetsView
  readonly counters: Readonly<Record<string, number>>
}

export function addStatus(program: Command, terminal: Terminal): void {
  const command = program
    .command('status')
    .description('Show how a node is: addresses, peers, records, load and counters.')
    .action(async ({ node, json }: NodeOptions) => {
      const { body } = await ask(node, { method: 'GET', path: '/v1/status' })
      terminal.out(json ? JSON.stringify(body) : show(node, body as unknown as Status))
    })
  example(withNode(command), 'halley status --node http://127.0.0.1:7070')
}

function show(
  http: string,
  { id, addresses, placement, quorum, peers, coordinates, records, uptimeMs, load, budgets, counters }: Status
): string {
  return aligned([
    ['node', id],
    ['HTTP', http],
    ...addresses.map((address, at) => [at === 0 ? 'listens on' : '', address] as const),
    ['up for', showDuration(uptimeMs)],
    ['placement', `${placement}, N=${quorum.n} R=${quorum.r} W=${quorum.w} unless an object chose its own`],
    ['peers', `${peers} connected`],
    ['coordinates', showCoordinates(coordinates)],
    ['records', grouped(records)],
    ['handlers', showShare((counters.shareMicros ?? 0) / 1_000 / Math.max(1, uptimeMs))],
    ...showBudgets(budgets),
    ...list('under way', 'nothing', load),
    ...list('trouble', 'none', counters, (name) => TROUBLE.has(name)),
    ...list('counted', 'nothing yet', counters, (name) => !TROUBLE.has(name)),
    ['', `since the start; ${http}/metrics says what each name means`]
  ])
}

function showBudgets(budgets: Status['budgets']): (readonly [string, string])[] {
  const { objectsOverBudget, ownersOverBudget, shareUsed, storedBytes, storageUsed, ownersFull } = budgets
  return [
    ['budgets', `${percent(shareUsed)} of the share for handlers is used up at this moment`],
    ['', `over budget are ${grouped(objectsOverBudget)} objects and ${grouped(ownersOverBudget)} owners`],
    ['', `${grouped(storedBytes)} bytes are stored, ${percent(storageUsed)} of what may be`],
    ['', `without room for more are ${grouped(ownersFull)} owners`]
  ]
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`
}

function showShare(share: number): string {
  return `took ${percent(share)} of a core since the start`
}

function showCoordinates(coordinates: Status['coordinates']): string {
  if (coordinates === undefined) return 'not known: no round trip was measured yet'
  const { vector, height, error } = coordinates
  const places = vector.map((place) => place.toFixed(1)).join(', ')
  return `${places} and ${height.toFixed(1)} ms high, usually wrong by ${Math.round(100 * error)} %`
}

/** Rows of those counts that are not 0, or one that says so. */
function list(
  label: string,
  none: string,
  counts: Readonly<Record<string, number>>,
  of: (name: string) => boolean = () => true
): (readonly [string, string])[] {
  const shown = Object.entries(counts)
    .filter(([name, count]) => count > 0 && of(name))
    .map(([name, count]) => `${name} ${grouped(count)}`)
  const lines = shown.length === 0 ? [none] : wrapped(shown, LINE_CHARACTERS)
  return lines.map((line, at) => [at === 0 ? label : '', line])
}

const LINE_CHARACTERS = 100
