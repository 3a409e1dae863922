// Nodes with real cores, driver and client over the memory twins of network and storage, in one process.
import { after, before, type TestContext } from 'node:test'
import { DEFAULT_QUORUM } from '@halley/model'
import { createMemoryNetwork, type MemoryHub } from '@halley/network'
import { NODE_DEFAULTS, Node, type NodeOptions } from '@halley/node'
import { createSandbox, type Sandbox } from '@halley/sandbox'
import { createMemoryDisk, createMemoryStorage, type MemoryDisk, type MemoryStorage } from '@halley/storage'
import { Client } from '../src/client.ts'
import { now } from '../src/clock.ts'
import { Counters } from '../src/counters.ts'
import { Departures } from '../src/departures.ts'
import { Driver } from '../src/driver.ts'
import { Logs } from '../src/logs.ts'
import { MembershipFile } from '../src/membership-file.ts'
import { Operators } from '../src/operators.ts'
import { Recollections } from '../src/recollections.ts'
import { Repairs } from '../src/repairs.ts'

export interface Member {
  readonly id: string
  readonly client: Client
  readonly counters: Counters
  readonly driver: Driver
  readonly storage: MemoryStorage
  readonly node: Node
}

export interface Cluster {
  readonly hub: MemoryHub
  /** How often the overlay was asked for the nodes of a key. */
  readonly lookups: number
  member(at: number): Member
  /** SIGKILL: silence at once, and the disk as it was synced. */
  kill(at: number): void
  restart(at: number): void
  stop(): Promise<void>
}

/** Clusters of three for the tests of a file, on one sandbox; each ends with its test. */
export function clusters(): (t: TestContext, tuning: Partial<NodeOptions>) => Cluster {
  let sandbox: Sandbox
  before(async () => {
    sandbox = await createSandbox({ workers: 1 })
  })
  after(() => sandbox.close())
  return (t, tuning) => {
    const cluster = createCluster(3, sandbox, tuning)
    t.after(() => cluster.stop())
    return cluster
  }
}

export function createCluster(
  size: number,
  sandbox: Sandbox,
  tuning: Partial<NodeOptions> = {},
  operators = new Operators([], [])
): Cluster {
  const hub = createMemoryNetwork()
  const disks: MemoryDisk[] = Array.from({ length: size }, () => createMemoryDisk())
  let boots = 0
  let lookups = 0
  const start = (at: number): Member => {
    const id = `node-${at}`
    const storage = createMemoryStorage({ disk: disks[at] as MemoryDisk, owner: id })
    const node = new Node({
      self: id,
      actor: storage.actor,
      boot: 4_096 * ++boots,
      secret: id,
      options: { ...NODE_DEFAULTS, ...tuning }
    })
    const counters = new Counters()
    const membership = new MembershipFile(storage, () => {})
    const driver = new Driver({
      node,
      storage,
      sandbox,
      counters,
      membership,
      departures: new Departures(),
      repairs: new Repairs(),
      address: '127.0.0.1',
      operators,
      logs: new Logs(now),
      recollections: new Recollections()
    })
    const network = hub.createNode({ id, events: driver.events })
    const closest = network.closest.bind(network)
    network.closest = (key, count) => {
      lookups++
      return closest(key, count)
    }
    driver.start(network)
    return { id, client: new Client(driver, id, DEFAULT_QUORUM, counters), counters, driver, storage, node }
  }
  const members = disks.map((_, at) => start(at))
  return {
    hub,
    get lookups() {
      return lookups
    },
    member: (at) => members[at] as Member,
    kill: (at) => {
      hub.kill(`node-${at}`)
      void members[at]?.driver.stop()
      members[at]?.storage.crash()
    },
    restart: (at) => {
      members[at] = start(at)
    },
    stop: async () => {
      for (const { driver } of members) await driver.stop()
    }
  }
}
