// halley ring: who is a member, who is up as the asked node sees it, and who has which share of the keys.
import type { Command } from 'commander'
import type { MemberView, RingView } from 'halley'
import { ask } from '../ask.ts'
import { example, type NodeOptions, withNode } from '../options.ts'
import { columns, grouped } from '../print.ts'
import type { Terminal } from '../terminal.ts'

export function addRing(program: Command, terminal: Terminal): void {
  const command = program
    .command('ring')
    .description('List the members of the ring: up or down as the node sees them, weight, zone, share.')
    .action(async ({ node, json }: NodeOptions) => {
      const { body } = await ask(node, { method: 'GET', path: '/v1/ring' })
      terminal.out(json ? JSON.stringify(body) : show(body as unknown as RingView))
    })
  example(withNode(command), 'halley ring', 'halley ring --json --node http://127.0.0.1:7070')
}

function show({ partitions, copies, digest, leaving, copiesLeft, members }: RingView): string {
  const homes = members.reduce((sum, member) => sum + member.homes, 0)
  const head = ['member', 'is', 'weight', 'zone', 'holds', 'share', 'first', '']
  const rows = members.map((member) => [
    member.id,
    statusOf(member),
    String(member.weight),
    member.zone ?? '',
    grouped(member.homes),
    homes === 0 ? '' : `${((100 * member.homes) / homes).toFixed(1)} %`,
    grouped(member.first),
    member.self ? '(this node)' : ''
  ])
  return [
    `${grouped(partitions)} partitions, ${copies} copies each; ${membersOf(members)}`,
    columns([head, ...rows]),
    `  holds: partitions that it keeps a copy of; first: those of which it is asked first; digest ${digest}, equal at nodes that agree`,
    ...(leaving === undefined
      ? []
      : [
          `  this node is leaving: ${leaving}${copiesLeft === undefined ? '' : `, ${grouped(copiesLeft)} copies left`}`
        ])
  ].join('\n')
}

function membersOf(members: readonly MemberView[]): string {
  const count = (is: string): number => members.filter((member) => statusOf(member) === is).length
  const [up, down, left] = [count('up'), count('down'), count('left')]
  const gone = left === 0 ? '' : `, ${grouped(left)} left`
  return `members: ${grouped(up)} up, ${grouped(down)} down${gone}`
}

function statusOf({ status, up }: MemberView): string {
  if (status === 'left') return 'left'
  return up ? 'up' : 'down'
}
