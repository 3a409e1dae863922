// What the test tells the process of the proxies, and what it is answered.
import type { Weather } from './weather.ts'

export type Order =
  /** Listen on behalf of a node. Answered with the port. */
  | { readonly do: 'open'; readonly name: string }
  /** The node runs as this process, and listens on this port. */
  | {
      readonly do: 'node'
      readonly name: string
      readonly pid: number
      readonly host: string
      readonly port: number
    }
  /** From now on, from each of these to each of those. */
  | {
      readonly do: 'weather'
      readonly from: readonly string[]
      readonly to: readonly string[]
      readonly weather: Weather
    }
  /** Reset all connections between them. */
  | { readonly do: 'break'; readonly from: readonly string[]; readonly to: readonly string[] }

export interface Asked {
  readonly id: number
  readonly order: Order
}

export interface Answered {
  readonly id: number
  /** Of `open`. */
  readonly port?: number
}
