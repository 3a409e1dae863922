// The proxies as a test sees them. They run in a process of their own, so that the test's own work delays no bytes.
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { FAIR, type Weather } from './proxy/weather.ts'
import type { Answered, Asked, Order } from './proxy/words.ts'

const MAIN = fileURLToPath(new URL('./proxy/main.ts', import.meta.url))

type Names = readonly string[]

export class Proxies {
  readonly #process: ChildProcess
  readonly #waiting = new Map<number, (answer: Answered) => void>()
  #asked = 0

  constructor(seed: string) {
    this.#process = fork(MAIN, [seed], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
    this.#process.on('message', (answer: Answered) => {
      this.#waiting.get(answer.id)?.(answer)
      this.#waiting.delete(answer.id)
    })
  }

  /** A port in front of a node that does not run yet. */
  async open(name: string): Promise<number> {
    return (await this.#ask({ do: 'open', name })).port as number
  }

  /** Says where the node is. Until then nobody gets through to it, nor it to anybody. */
  async lead(name: string, behind: { pid: number; host: string; port: number }): Promise<void> {
    await this.#ask({ do: 'node', name, ...behind })
  }

  /** From each of these to each of those, in this direction only. */
  async weather(from: Names, to: Names, weather: Partial<Weather>): Promise<void> {
    await this.#ask({ do: 'weather', from, to, weather: { ...FAIR, ...weather } })
  }

  /** Both directions. */
  async between(some: Names, others: Names, weather: Partial<Weather>): Promise<void> {
    await this.weather(some, others, weather)
    await this.weather(others, some, weather)
  }

  async break(some: Names, others: Names): Promise<void> {
    await this.#ask({ do: 'break', from: some, to: others })
  }

  async close(): Promise<void> {
    if (this.#process.exitCode !== null) return
    const gone = once(this.#process, 'exit')
    this.#process.disconnect()
    await gone
  }

  #ask(order: Order): Promise<Answered> {
    const id = this.#asked++
    return new Promise((resolve) => {
      this.#waiting.set(id, resolve)
      this.#process.send({ id, order } satisfies Asked)
    })
  }
}
