// The node's figures for Prometheus. What the node counts itself is read when it is scraped; the gateway adds how long its
// requests took. Each gateway has its own registry, so that several nodes can live in one process.
import { COUNTERS, type CounterName, type HalleyNode } from 'halley'
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'

export interface Metrics {
  readonly contentType: string
  text(): Promise<string>
  /** A request was answered. `route` is the pattern, not the path: keys would make endless series. */
  answered(route: string, method: string, status: number, seconds: number): void
}

export function createMetrics(node: HalleyNode): Metrics {
  const register = new Registry()
  collectDefaultMetrics({ register })
  countersOf(node, register)
  gaugesOf(node, register)
  const durations = new Histogram({
    name: 'halley_http_request_duration_seconds',
    help: 'time from a request to its answer',
    labelNames: ['route', 'method', 'status'],
    // From one hop on loopback to a node's request timeout.
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers: [register]
  })
  return {
    contentType: register.contentType,
    text: () => register.metrics(),
    answered: (route, method, status, seconds) => durations.observe({ route, method, status }, seconds)
  }
}

function countersOf(node: HalleyNode, register: Registry): void {
  for (const [name, help] of Object.entries(COUNTERS) as [CounterName, string][]) {
    new Counter({
      name: `halley_${snakeCase(name)}_total`,
      help,
      registers: [register],
      collect() {
        this.reset()
        this.inc(node.status().counters[name] ?? 0)
      }
    })
  }
}

function gaugesOf(node: HalleyNode, register: Registry): void {
  const gauge = (name: string, help: string, read: () => number) =>
    new Gauge({
      name,
      help,
      registers: [register],
      collect() {
        this.set(read())
      }
    })
  gauge('halley_peers', 'nodes connected', () => node.status().peers)
  gauge('halley_records', 'records stored at this node', () => node.status().records)
  gauge('halley_uptime_seconds', 'time since the node started', () => node.status().uptimeMs / 1_000)
  new Gauge({
    name: 'halley_load',
    help: 'requests and operations under way, and hints kept for others',
    labelNames: ['kind'],
    registers: [register],
    collect() {
      for (const [kind, count] of Object.entries(node.status().load)) this.set({ kind }, count)
    }
  })
}

function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
}
