// halley leave: the asked node leaves the ring for good, and stops when what it held is with its new homes. halley leave ID:
// another member, which is gone for good, is removed.
import { setTimeout } from 'node:timers/promises'
import type { Command } from 'commander'
import type { RingView } from 'halley'
import { ask } from '../ask.ts'
import { CliError } from '../errors.ts'
import { example, type NodeOptions, withNode } from '../options.ts'
import { grouped } from '../print.ts'
import type { Terminal } from '../terminal.ts'

const LOOK_MS = 200

const PHASES = {
  storing: 'writing down that it has left',
  telling: 'waiting until another member knows it',
  moving: 'moving what it holds to the new homes',
  gone: 'done'
} as const

export function addLeave(program: Command, terminal: Terminal): void {
  const command = program
    .command('leave')
    .description('Take the node out of the ring for good, or remove a member that is gone for good.')
    .argument('[member]', 'id of the member to remove (default: the node that is asked)')
    .action((member: string | undefined, options: NodeOptions) => leave(member, options, terminal))
  example(withNode(command), 'halley leave --node http://127.0.0.1:7070', 'halley leave 12D3KooW…')
}

async function leave(
  member: string | undefined,
  { node, json }: NodeOptions,
  terminal: Terminal
): Promise<void> {
  const asked = member === undefined ? {} : { member }
  const { body, status } = await ask(node, { method: 'POST', path: '/v1/leave', body: asked })
  const id = String(body.member)
  if (status === 202) await untilGone(id, node, json === true, terminal)
  if (json) terminal.out(JSON.stringify({ event: 'left', member: id }))
  else terminal.out(`${id} has left the ring`)
}

/** It answers for a moment longer when it has left, so that this hears of it. */
async function untilGone(id: string, node: string, json: boolean, terminal: Terminal): Promise<void> {
  for (let said = ''; ; await setTimeout(LOOK_MS)) {
    const { leaving, copiesLeft } = await phaseOf(id, node)
    if (leaving === undefined || leaving === 'gone') return
    const left = copiesLeft === undefined ? '' : `, ${grouped(copiesLeft)} copies left`
    const now = `${id} is leaving: ${PHASES[leaving]}${left}`
    if (now !== said && !json) terminal.out(now)
    said = now
  }
}

async function phaseOf(id: string, node: string): Promise<RingView> {
  try {
    return (await ask(node, { method: 'GET', path: '/v1/ring' })).body as unknown as RingView
  } catch (error) {
    if (!(error instanceof CliError) || error.code !== 'NODE_UNREACHABLE') throw error
    const message = `${id} stopped answering before it said that it has left; start it again, and it goes on leaving`
    throw new CliError('LEAVE_UNKNOWN', message, { node }, error)
  }
}
