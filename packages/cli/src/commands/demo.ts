// halley demo: a network on this machine, an object in it, a node killed, the object still there; then yours to play with.
import { fileURLToPath } from 'node:url'
import { type Command, Option } from 'commander'
import { wholeArgument } from '../arguments.ts'
import type { Child } from '../demo/child.ts'
import { type Cluster, startCluster } from '../demo/cluster.ts'
import { type Narrator, narratorFor } from '../demo/narrator.ts'
import { tellStory } from '../demo/story.ts'
import { readText } from '../files.ts'
import { example, withJson } from '../options.ts'
import { type StopRequest, stopRequest } from '../stop-request.ts'
import type { Terminal } from '../terminal.ts'

interface DemoCommand {
  readonly nodes: number
  readonly placement: 'xor' | 'ring'
  readonly once?: boolean
  readonly json?: boolean
}

const GREETING = fileURLToPath(new URL('../../../../examples/greeting/greeting.aso.js', import.meta.url))

export function addDemo(program: Command, terminal: Terminal): void {
  const command = program
    .command('demo')
    .description('A local network in one command: nodes, an object that runs in them, and what it answers.')
    .option('--nodes <count>', 'how many nodes', (text) => wholeArgument(text, 4, 20), 5)
    .addOption(
      new Option('--placement <name>', 'how keys find their nodes').choices(['xor', 'ring']).default('xor')
    )
    .option('--once', 'end after the story, rather than stay up')
    .action((options: DemoCommand) => demo(options, terminal))
  example(withJson(command), 'halley demo', 'halley demo --once')
}

async function demo(
  { nodes, placement, once = false, json = false }: DemoCommand,
  terminal: Terminal
): Promise<void> {
  const code = await readText(GREETING)
  const narrator = narratorFor(terminal, json)
  const stop = stopRequest()
  let cluster: Cluster | undefined
  try {
    narrator.chapter(`Start ${nodes} nodes on loopback, each a process of its own`)
    cluster = await startCluster(nodes, placement, (child) => introduce(child, narrator))
    await Promise.race([show(cluster, code, once, narrator, stop), stop.requested])
  } finally {
    await cluster?.stop()
    stop.dispose()
  }
  narrator.event('stopped', {})
  narrator.chapter('All nodes are stopped, and their folder is removed.')
}

async function show(
  { children }: Cluster,
  code: string,
  once: boolean,
  narrator: Narrator,
  stop: StopRequest
): Promise<void> {
  const rest = await tellStory(children, code, narrator)
  if (once) return
  invite(rest, narrator)
  const gone = ({ name }: Child) => {
    if (stop.isRequested) return
    narrator.event('gone', { node: name })
    narrator.say(`${name} is gone; ask the others.`)
  }
  for (const child of rest) void child.gone.then(() => gone(child))
  await stop.requested
}

function introduce({ name, id, http, pid }: Child, narrator: Narrator): void {
  narrator.event('started', { node: name, id, http, pid })
  narrator.rows([[name, http, `process ${pid}`, id]])
}

function invite(nodes: readonly Child[], narrator: Narrator): void {
  const [one, other] = nodes
  if (one === undefined || other === undefined) return
  narrator.event('ready', { nodes: nodes.map(({ name, http }) => ({ node: name, http })) })
  narrator.chapter('The network stays up for you; Ctrl-C ends it. In another terminal:')
  for (const line of [
    `npx halley get greeting --node ${one.http}`,
    `npx halley inspect greeting --node ${other.http}`,
    `npx halley put note --value '{"text": "mine"}' --node ${one.http}`,
    `npx halley get note --node ${other.http}`,
    `npx halley status --node ${one.http}`
  ]) {
    narrator.say(line)
  }
}
