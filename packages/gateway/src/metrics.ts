// The node's figures for Prometheus. What the node counts itself is read when it is scraped; the gateway adds how long its
// requests took. Each gateway has its own registry, so that several nodes can live in one process.
import { COUNTERS, type CounterName, type HalleyNode, type Status } from 'halley'
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'

/** Something that the process counts besides the node: `halley_NAME`, of counters `halley_NAME_total`. */
export interface Figure {
  readonly name: string
  readonly help: string
  /** A counter grows from 0 on. */
  readonly kind: 'counter' | 'gauge'
  read(): number
}

export interface Metrics {
  readonly contentType: string
  text(): Promise<string>
  /** A request was answered. `route` is the pattern, not the path: keys would make endless series. */
  answered(route: string, method: string, status: number, seconds: number): void
  /** These are told, too, from now on. */
  show(figures: readonly Figure[]): void
}

export function createMetrics(node: HalleyNode): Metrics {
  const register = new Registry()
  collectDefaultMetrics({ register })
  const scrape: Scrape = { status: node.status() }
  countersOf(scrape, register)
  gaugesOf(scrape, register)
  hintsOf(node, register)
  if (node.ring() !== undefined) ringOf(node, register)
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
    text: () => {
      scrape.status = node.status()
      return register.metrics()
    },
    show: (figures) => {
      for (const figure of figures) show(figure, register)
    },
    answered: (route, method, status, seconds) => durations.observe({ route, method, status }, seconds)
  }
}

function show({ name, help, kind, read }: Figure, register: Registry): void {
  const registers = [register]
  if (kind === 'gauge')
    new Gauge({
      name: `halley_${name}`,
      help,
      registers,
      collect() {
        this.set(read())
      }
    })
  else
    new Counter({
      name: `halley_${name}_total`,
      help,
      registers,
      collect() {
        this.reset()
        this.inc(read())
      }
    })
}

/** What the node said of itself when it was asked last: once for all figures of an answer. */
interface Scrape {
  status: Status
}

function countersOf(scrape: Scrape, register: Registry): void {
  for (const [name, help] of Object.entries(COUNTERS) as [CounterName, string][]) {
    new Counter({
      name: `halley_${snakeCase(name)}_total`,
      help,
      registers: [register],
      collect() {
        this.reset()
        this.inc(scrape.status.counters[name] ?? 0)
      }
    })
  }
}

function gaugesOf(scrape: Scrape, register: Registry): void {
  const gauge = (name: string, help: string, read: () => number) =>
    new Gauge({
      name,
      help,
      registers: [register],
      collect() {
        this.set(read())
      }
    })
  gauge('halley_peers', 'nodes connected', () => scrape.status.peers)
  gauge('halley_records', 'records stored at this node', () => scrape.status.records)
  gauge(
    'halley_coordinate_error_ratio',
    'by which share of a round trip this node’s coordinate is usually wrong, 0 to 1; 1 until one is measured',
    () => scrape.status.coordinates?.error ?? 1
  )
  budgetsOf(() => scrape.status.budgets, gauge)
  gauge('halley_uptime_seconds', 'time since the node started', () => scrape.status.uptimeMs / 1_000)
  new Gauge({
    name: 'halley_load',
    help: 'requests and operations under way, and hints kept for others',
    labelNames: ['kind'],
    registers: [register],
    collect() {
      for (const [kind, count] of Object.entries(scrape.status.load)) this.set({ kind }, count)
    }
  })
}

/** What objects take of what they may. */
function budgetsOf(
  read: () => Status['budgets'],
  gauge: (name: string, help: string, read: () => number) => void
): void {
  gauge(
    'halley_objects_over_budget',
    'objects whose handlers are refused now',
    () => read().objectsOverBudget
  )
  gauge(
    'halley_owners_over_budget',
    'owners the handlers of whose objects are refused now',
    () => read().ownersOverBudget
  )
  gauge(
    'halley_handler_share_used_ratio',
    'how much of this node’s share for handlers is used up at this moment, 0 to 1; above 1 it is overdrawn',
    () => read().shareUsed
  )
  gauge(
    'halley_stored_bytes',
    'bytes that the objects at this node take up, as their owners are charged',
    () => read().storedBytes
  )
  gauge(
    'halley_storage_used_ratio',
    'which part that is of what they may take up; above 1, copies of what other nodes had acknowledged came on top',
    () => read().storageUsed
  )
  gauge('halley_owners_full', 'owners whose objects may take up no more here', () => read().ownersFull)
}

/** Hints: how many are in `halley_load`; here for how many homes, the oldest, and how full the room of the fullest is. */
function hintsOf(node: HalleyNode, register: Registry): void {
  new Gauge({
    name: 'halley_hint_homes',
    help: 'homes that copies are kept for',
    registers: [register],
    collect() {
      this.set(node.hints().homes)
    }
  })
  new Gauge({
    name: 'halley_hint_oldest_seconds',
    help: 'how long the oldest kept copy has been kept, of the homes with the most',
    registers: [register],
    collect() {
      this.set(Math.max(0, ...node.hints().kept.map(({ oldestMs }) => oldestMs)) / 1_000)
    }
  })
  new Gauge({
    name: 'halley_hint_room_used_ratio',
    help: 'how full the room for hints is, 0 to 1: in all, or of the home with the most, whichever is more',
    registers: [register],
    collect() {
      const { copies, allowed, kept } = node.hints()
      const most = kept[0]?.copies ?? 0
      this.set(Math.max(copies / allowed.copies, most / allowed.copiesOfOneHome))
    }
  })
}

/** What a node with a ring tells besides. */
function ringOf(node: HalleyNode, register: Registry): void {
  new Gauge({
    name: 'halley_ring_members',
    help: 'members of the ring, as this node knows it: joined and up, joined and down (as this node judges), or left',
    labelNames: ['status'],
    registers: [register],
    collect() {
      const members = node.ring()?.members ?? []
      const joined = members.filter(({ status }) => status === 'joined')
      const up = joined.filter((member) => member.up).length
      this.set({ status: 'up' }, up)
      this.set({ status: 'down' }, joined.length - up)
      this.set({ status: 'left' }, members.length - joined.length)
    }
  })
  new Gauge({
    name: 'halley_ring_partitions',
    help: 'partitions of which this node is the first node, and of which it is one of the first N',
    labelNames: ['role'],
    registers: [register],
    collect() {
      const own = node.ring()?.members.find(({ self }) => self)
      this.set({ role: 'first' }, own?.first ?? 0)
      this.set({ role: 'home' }, own?.homes ?? 0)
    }
  })
  new Counter({
    name: 'halley_gossip_rounds_total',
    help: 'rounds of gossip that this node began',
    registers: [register],
    collect() {
      this.reset()
      this.inc(node.ring()?.gossipRounds ?? 0)
    }
  })
}

function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
}
