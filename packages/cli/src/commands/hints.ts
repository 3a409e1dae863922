// halley hints: for whom a node keeps copies until they are back.
import type { Command } from 'commander'
import type { HintsView } from 'halley'
import { ask } from '../ask.ts'
import { example, type NodeOptions, withNode } from '../options.ts'
import { columns, grouped, showDuration } from '../print.ts'
import type { Terminal } from '../terminal.ts'

export function addHints(program: Command, terminal: Terminal): void {
  const command = program
    .command('hints')
    .description('List for which nodes the node keeps copies until they are back.')
    .action(async ({ node, json }: NodeOptions) => {
      const { body } = await ask(node, { method: 'GET', path: '/v1/hints' })
      terminal.out(json ? JSON.stringify(body) : show(body as unknown as HintsView))
    })
  example(withNode(command), 'halley hints', 'halley hints --json --node http://127.0.0.1:7070')
}

function show({ copies, homes, allowed, kept }: HintsView): string {
  const room = `room for ${grouped(allowed.copies)}, and for ${grouped(allowed.copiesOfOneHome)} of one node`
  if (copies === 0) return `no copies are kept for others (${room})`
  const total = `${many(copies, 'copy is', 'copies are')} kept for ${many(homes, 'other node', 'other nodes')} (${room})`
  const rows = kept.map(({ home, copies, oldestMs, up, sending, nextTryMs }) => [
    home,
    up ? 'up' : 'down',
    `${grouped(copies)}${copies >= allowed.copiesOfOneHome ? ' (full)' : ''}`,
    showDuration(oldestMs),
    sending > 0 && up
      ? `${grouped(sending)} on their way`
      : up
        ? `in ${showDuration(nextTryMs)}`
        : 'when it is back'
  ])
  const rest = homes - kept.length
  return [
    total,
    columns([['kept for', 'is', 'copies', 'oldest', 'next try'], ...rows]),
    ...(rest > 0 ? [`  and ${grouped(rest)} more, with fewer copies each`] : [])
  ].join('\n')
}

function many(count: number, one: string, more: string): string {
  return `${grouped(count)} ${count === 1 ? one : more}`
}
