// What the demo shows: an object that runs where it is stored, and that survives the loss of a node.
import { setTimeout } from 'node:timers/promises'
import type { Usage } from '@halley/model'
import { ask, objectPath } from '../ask.ts'
import type { Inspected } from '../commands/inspect.ts'
import type { Child } from './child.ts'
import type { Narrator } from './narrator.ts'

const KEY = 'greeting'

/** @returns the nodes that still run */
export async function tellStory(
  nodes: readonly Child[],
  code: string,
  narrator: Narrator
): Promise<readonly Child[]> {
  await untilAcquainted(nodes)
  await putGreeting(nodes[0] as Child, code, nodes, narrator)
  await getEverywhere(nodes, nodes, narrator, 'Get it through every node')
  narrator.say(
    'One replica coordinates and runs onGet; `local` is that replica’s own count of the gets it served.'
  )
  const victim = await showReplicas(nodes, narrator)
  narrator.chapter(`Kill ${victim.name}, the coordinator, as "kill -9" does`)
  await victim.kill()
  narrator.event('killed', { node: victim.name, id: victim.id, pid: victim.pid })
  narrator.say(`Process ${victim.pid} is gone. It had no chance to say goodbye.`)
  const rest = nodes.filter((node) => node !== victim)
  await getEverywhere(rest, nodes, narrator, 'Get it through the others')
  narrator.say('The next replica coordinates now. Nothing is lost; its own count of gets begins at 1.')
  await writeMeanwhile(rest, nodes, narrator)
  return rest
}

const ACQUAINTED_MS = 5_000
const LOOK_MS = 100

// A node is up before all others have heard of it. The story waits until every node finds every other; where one does not in
// time, it goes on all the same: a network has to bear that.
async function untilAcquainted(nodes: readonly Child[]): Promise<void> {
  const end = performance.now() + ACQUAINTED_MS
  while (performance.now() < end) {
    const found = await Promise.all(
      nodes.map(({ http }) => ask(http, { method: 'GET', path: `/v1/lookup/${KEY}` }))
    )
    if (found.every(({ body }) => (body.nodes as string[]).length >= nodes.length)) return
    await setTimeout(LOOK_MS)
  }
}

async function putGreeting(
  node: Child,
  code: string,
  nodes: readonly Child[],
  narrator: Narrator
): Promise<void> {
  narrator.chapter(`Put "${KEY}" through ${node.name}`)
  for (const line of code.trimEnd().split('\n')) narrator.say(`  ${line}`)
  const { body } = await ask(node.http, { method: 'PUT', path: objectPath(KEY), body: { code } })
  const { versions, usage, coordinator } = body as { versions: string[]; usage: Usage; coordinator: string }
  narrator.event('put', {
    node: node.name,
    key: KEY,
    versions,
    usage,
    coordinator: nameOf(coordinator, nodes)
  })
  narrator.say(`Stored as version ${versions.join(', ')}; coordinated by ${nameOf(coordinator, nodes)}.`)
}

async function getEverywhere(
  through: readonly Child[],
  nodes: readonly Child[],
  narrator: Narrator,
  title: string
): Promise<void> {
  narrator.chapter(title)
  const rows: string[][] = []
  for (const node of through) {
    const { body } = await ask(node.http, { method: 'GET', path: objectPath(KEY) })
    const { value, version, usage } = body as { value: unknown; version: string; usage: Usage }
    const coordinator = nameOf(String(body.coordinator), nodes)
    narrator.event('get', { node: node.name, key: KEY, value, version, usage, coordinator })
    rows.push([
      `through ${node.name}`,
      JSON.stringify(value),
      `run at ${coordinator}`,
      `${usage.instructions} instructions`
    ])
  }
  narrator.rows(rows)
}

// A value without code is stored as it is, and costs no sandbox.
async function writeMeanwhile(
  rest: readonly Child[],
  nodes: readonly Child[],
  narrator: Narrator
): Promise<void> {
  const [writer, reader] = [rest[0] as Child, rest.at(-1) as Child]
  const path = objectPath('note')
  const value = { text: 'written while a node is down' }
  narrator.chapter(`Put a plain value "note" through ${writer.name}, get it through ${reader.name}`)
  const put = await ask(writer.http, { method: 'PUT', path, body: { value } })
  const versions = put.body.versions as string[]
  narrator.event('put', { node: writer.name, key: 'note', versions })
  const { body } = await ask(reader.http, { method: 'GET', path })
  const coordinator = nameOf(String(body.coordinator), nodes)
  narrator.event('get', { node: reader.name, key: 'note', value: body.value, coordinator })
  narrator.rows([[`through ${reader.name}`, JSON.stringify(body.value), `read at ${coordinator}`]])
  narrator.say('No code, no sandbox: a get answers with the value.')
}

/** @returns the replica that coordinates */
async function showReplicas(nodes: readonly Child[], narrator: Narrator): Promise<Child> {
  narrator.chapter('Who holds it?')
  const { body } = await ask((nodes[0] as Child).http, { method: 'GET', path: objectPath(KEY, '/inspect') })
  const { replicas, quorum, coordinator } = body as unknown as Inspected
  narrator.event('inspect', { key: KEY, replicas, quorum, coordinator: nameOf(coordinator, nodes) })
  narrator.rows(
    replicas.map(({ node, role, versions = [] }) => [
      nameOf(node, nodes),
      role,
      versions.length === 0 ? 'nothing' : `version ${versions.join(', ')}`,
      node === coordinator ? 'coordinates' : ''
    ])
  )
  const { n, r, w } = quorum
  narrator.say(`${n} nodes keep a copy; a write waits for ${w} of them, a read for ${r}.`)
  return nodes.find(({ id }) => id === coordinator) ?? (nodes.at(-1) as Child)
}

function nameOf(id: string, nodes: readonly Child[]): string {
  return nodes.find((node) => node.id === id)?.name ?? id
}
