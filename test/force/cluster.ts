// Some real nodes, each behind a proxy: all that others are told is the proxy's address, so no bytes go by another way.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { setTimeout } from 'node:timers/promises'
import { Processes, type Started } from './processes.ts'
import { Proxies } from './proxies.ts'

/** Not where dialling sockets are bound: a port that was free here stays free while its node is down. */
const HOST = '127.0.0.2'

interface Place {
  readonly port: number
  readonly proxyPort: number
  up?: Started
  paused: boolean
  /** The end of what it wrote to stderr. */
  said: string
}

export interface ClusterSettings {
  readonly names: readonly string[]
  readonly placement: 'xor' | 'ring'
  readonly seed: string
}

export class Cluster {
  readonly names: readonly string[]
  readonly proxies: Proxies
  readonly processes: Processes
  /** What no node should have done: an end of its own, a fault on stderr. */
  readonly faults: string[] = []
  readonly #placement: string
  readonly #places = new Map<string, Place>()
  readonly #addresses = new Map<string, readonly string[]>()

  private constructor({ names, placement, seed }: ClusterSettings, processes: Processes) {
    this.names = names
    this.#placement = placement
    this.processes = processes
    this.proxies = new Proxies(seed)
  }

  /** All of them up, and acquainted with each other. */
  static async start(settings: ClusterSettings): Promise<Cluster> {
    const cluster = new Cluster(settings, await Processes.create())
    try {
      for (const name of settings.names) {
        const [port, proxyPort] = await Promise.all([freePort(), cluster.proxies.open(name)])
        cluster.#places.set(name, { port, proxyPort, paused: false, said: '' })
      }
      const [first, ...others] = settings.names as [string, ...string[]]
      await cluster.up(first)
      await cluster.up(...others)
      await cluster.acquainted()
      return cluster
    } catch (error) {
      await cluster.close()
      throw error
    }
  }

  /** Where clients reach the node; nothing while it is down. */
  http(name: string): string | undefined {
    return this.#place(name).up?.http
  }

  pid(name: string): number | undefined {
    return this.#place(name).up?.process.pid
  }

  isUp(name: string): boolean {
    return this.#place(name).up !== undefined
  }

  /** Starts those that are down, at the same time. */
  async up(...names: readonly string[]): Promise<void> {
    await Promise.all(names.filter((name) => !this.isUp(name)).map((name) => this.#up(name)))
  }

  /**
   * Starts a node whose data file is damaged as an operator would: if it refuses, because the whole file is unreadable, it has
   * to say so and what to do, and that is done. @returns whether it had to be refilled
   */
  async upDamaged(name: string): Promise<boolean> {
    try {
      await this.#up(name)
      return false
    } catch (error) {
      const { said } = this.#place(name)
      if (!/"code":"(DAMAGED|TRUNCATED|NOT_A_DATABASE)".*--refill/.test(said)) throw error
      await this.#up(name, '--refill')
      return true
    }
  }

  /** SIGKILL, to all of them at once. */
  async kill(...names: readonly string[]): Promise<void> {
    const nodes = names.flatMap((name) => this.#place(name).up ?? [])
    for (const name of names) {
      delete this.#place(name).up
      this.#place(name).paused = false
    }
    await this.processes.kill(...nodes)
  }

  pause(name: string): void {
    this.#place(name).up?.process.kill('SIGSTOP')
    this.#place(name).paused = true
  }

  resume(name: string): void {
    this.#place(name).up?.process.kill('SIGCONT')
    this.#place(name).paused = false
  }

  /** Everything runs, and every node is connected to every other. */
  async acquainted(): Promise<void> {
    await this.up(...this.names)
    const deadline = performance.now() + 40_000
    for (;;) {
      const views = await Promise.all(this.names.map((name) => this.#connections(name)))
      if (views.every((peers) => peers === this.names.length - 1)) return
      assert.ok(performance.now() < deadline, `not all connected: ${views.join(' ')} peers`)
      await setTimeout(100)
    }
  }

  /** No node may have learnt where another one listens: bytes could then go round the proxies. */
  async seal(): Promise<void> {
    for (const name of this.names) {
      const answer = await fetch(`${this.http(name)}/v1/peers`, { signal: AbortSignal.timeout(5_000) })
      if ((await answer.text()).includes(`/${HOST}/`))
        this.faults.push(`${name} knows a way round the proxies`)
    }
  }

  async close(): Promise<void> {
    for (const place of this.#places.values()) delete place.up
    await this.processes.close()
    await this.proxies.close()
  }

  async #up(name: string, ...more: readonly string[]): Promise<void> {
    const place = this.#place(name)
    place.said = ''
    const others = [...this.#addresses]
      .filter(([other]) => other !== name)
      .flatMap(([, addresses]) => addresses)
    const flags = [
      ...['--placement', this.#placement],
      ...['--announce', `/ip4/127.0.0.1/tcp/${place.proxyPort}`],
      ...more
    ]
    const starting = this.processes.start(name, others, flags, {
      listen: `/ip4/${HOST}/tcp/${place.port}`,
      onError: (text) => this.#said(name, text),
      onSpawn: (pid) => this.proxies.lead(name, { pid, host: HOST, port: place.port })
    })
    const up = await starting.catch((error: unknown) => {
      throw new Error(`${name} did not start; its last words: ${place.said}`, { cause: error })
    })
    up.process.once('exit', (code, signal) => {
      if (place.up !== up) return
      delete place.up
      this.faults.push(`${name} ended by itself: ${code ?? signal}; its last words: ${place.said}`)
    })
    place.up = up
    this.#addresses.set(name, up.addresses)
  }

  async #connections(name: string): Promise<number> {
    const answer = await fetch(`${this.http(name)}/v1/status`, { signal: AbortSignal.timeout(5_000) })
    return ((await answer.json()) as { peers: number }).peers
  }

  #said(name: string, text: string): void {
    const place = this.#place(name)
    place.said = `${place.said}${text}`.slice(-2_000)
    // The storage engine tells of commits that failed; what became of them is in the answers.
    for (const line of text.split('\n'))
      if (/^\s+at .*:\d+:\d+|unhandled|uncaught|fatal|abort/i.test(line))
        this.faults.push(`${name} says: ${line}`)
  }

  #place(name: string): Place {
    const place = this.#places.get(name)
    assert.ok(place !== undefined, `no node is called ${name}`)
    return place
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, HOST)
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}
