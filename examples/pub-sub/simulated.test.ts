// A topic in a simulated network: nobody who subscribed is forgotten because a node fails, or the network splits.
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'
import { createTestNetwork, type TestNode } from '@halley/testing'
import type { Value } from 'halley'

const code = await readFile(new URL('./pub-sub.aso.js', import.meta.url), 'utf8')

/** One who waits, and asks again with what it has seen for as long as there is nothing new. */
class Subscriber {
  readonly #node: TestNode
  readonly seen = new Map<string, string>()

  constructor(node: TestNode) {
    this.#node = node
  }

  async ask(wait: string): Promise<void> {
    const payload = { seen: [...this.seen.keys()] } as Value
    const { value } = await this.#node.get('topic', { payload, wait })
    for (const [name, news] of Object.entries(value as Record<string, string>)) this.seen.set(name, news)
  }

  get news(): string[] {
    return [...this.seen.values()].sort()
  }
}

const publish = (node: TestNode, news: string) => node.put('topic', { value: { news } })

test('more subscribers than an event may answer are answered by the next ones', async () => {
  await using network = await createTestNetwork()
  const { nodes, advance } = network
  await nodes[0]!.put('topic', { code })
  const subscribers = Array.from({ length: 150 }, (_, at) => new Subscriber(nodes[at % 5]!))
  const waiting = subscribers.map((subscriber) => subscriber.ask('5m'))
  await advance('2s')
  await publish(nodes[3]!, 'rain')
  await Promise.all(waiting)
  for (const { news } of subscribers) assert.deepEqual(news, ['rain'])
  assert.equal((await nodes[0]!.get('topic', { payload: 'count' })).value, 0)
})

test('the replica that took the subscriptions crashes: another one answers them', async () => {
  await using network = await createTestNetwork()
  const { nodes, advance } = network
  await nodes[0]!.put('topic', { code })
  const { coordinator } = await nodes[0]!.get('topic')
  const alive = nodes.filter(({ id }) => id !== coordinator)
  const subscribers = alive.map((node) => new Subscriber(node))
  const waiting = subscribers.map((subscriber) => subscriber.ask('5m'))
  await advance('2s')
  nodes.find(({ id }) => id === coordinator)!.crash()
  await publish(alive[0]!, 'rain')
  await Promise.all(waiting)
  for (const { news } of subscribers) assert.deepEqual(news, ['rain'])
})

test('a split: each side hears its own at once, and the other when it asks again', async () => {
  await using network = await createTestNetwork({ nodes: 6, r: 1, w: 1 })
  const { nodes, advance } = network
  await nodes[0]!.put('topic', { code })
  await advance('1m')
  const subscribers = nodes.map((node) => new Subscriber(node))
  const waiting = subscribers.map((subscriber) => subscriber.ask('5m'))
  await advance('5s')
  network.partition(nodes.slice(0, 3))
  await publish(nodes[0]!, 'here')
  await publish(nodes[5]!, 'there')
  await advance('1s')
  network.heal()
  await Promise.allSettled(waiting)
  await advance('2m')
  await Promise.all(subscribers.map((subscriber) => subscriber.ask('1s').catch(() => {})))
  for (const { news } of subscribers) assert.deepEqual(news, ['here', 'there'])
})

test('who waits for nothing is told so, and keeps no place', async () => {
  await using network = await createTestNetwork({ nodes: 3 })
  const { nodes, advance } = network
  await nodes[0]!.put('topic', { code })
  await assert.rejects(new Subscriber(nodes[1]!).ask('10s'), { code: 'NO_REPLY' })
  for (let round = 0; round < 2; round++)
    await Promise.allSettled(
      Array.from({ length: 200 }, (_, at) => new Subscriber(nodes[at % 3]!).ask('10s'))
    )
  const late = new Subscriber(nodes[1]!)
  await late.ask('10s') // the topic is full: it answers at once, with nothing
  assert.deepEqual(late.news, [])
  await advance('11m')
  const waiting = late.ask('1m')
  await advance('1s')
  await publish(nodes[2]!, 'rain')
  await waiting
  assert.deepEqual(late.news, ['rain'])
})
