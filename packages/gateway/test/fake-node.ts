// A HalleyNode without a network: it answers what the test tells it to, and remembers what it was asked.
import type {
  DeleteOptions,
  GetOptions,
  GetResult,
  HalleyNode,
  HintsView,
  Inspection,
  Logged,
  ObjectSource,
  PutOptions,
  RepairReport,
  RingView,
  WriteResult
} from 'halley'

const USAGE = { instructions: 31, steps: 7, memory: 1_000 }

export const WRITTEN: WriteResult = {
  versions: ['a1b2c3d4:1'],
  context: 'ctx.0',
  usage: USAGE,
  coordinator: 'nodeA'
}

export const GOT: GetResult = {
  found: true,
  value: 'hello',
  version: 'a1b2c3d4:1',
  context: 'ctx.1',
  usage: USAGE,
  coordinator: 'nodeA'
}

export const ABSENT: GetResult = { found: false, context: 'ctx.2', usage: USAGE, coordinator: 'nodeA' }

export const INSPECTED: Inspection = {
  coordinator: 'nodeA',
  context: 'ctx.3',
  versions: [
    {
      dot: { actor: 'a1b2c3d4e5f60718', counter: 1 },
      kind: 'value',
      codeHash: 'ff',
      handlers: ['onGet'],
      stateBytes: 12,
      writtenAt: 1
    }
  ],
  replicas: [
    { node: 'nodeA', role: 'home', versions: [{ actor: 'a1b2c3d4e5f60718', counter: 1 }] },
    { node: 'nodeB', role: 'home' }
  ],
  quorum: { n: 3, r: 2, w: 2 },
  spent: {
    cpuMicros: { spent: 70, allowed: 500_000, penalty: 2, waitMs: 0 },
    bytes: { spent: 9, allowed: 10, penalty: 1, waitMs: 40 },
    ownerCpuMicros: { spent: 8, allowed: 9, penalty: 1, waitMs: 0 },
    ownerBytes: { spent: 0, allowed: 9, penalty: 1, waitMs: 0 },
    operations: { left: 3, allowed: 20 },
    ownerOperations: { left: 9, allowed: 2_000 },
    storage: { objectBytes: 300, ownerBytes: 4_000, allowed: 10_000 }
  }
}

export const NO_HINTS: HintsView = {
  copies: 0,
  homes: 0,
  allowed: { copies: 100, copiesOfOneHome: 25 },
  kept: []
}

export type Asked =
  | { op: 'put'; key: string; options: PutOptions }
  | { op: 'get'; key: string; options: GetOptions | undefined }
  | { op: 'delete'; key: string; options: DeleteOptions | undefined }
  | { op: 'inspect'; key: string }
  | { op: 'source'; key: string }
  | { op: 'logs'; key: string; after: number | undefined }
  | { op: 'lookup'; key: string }
  | { op: 'leave'; member: string | undefined }
  | { op: 'repair'; key: string | undefined }

/** Answers for the next calls; each may throw, or take its time. */
export class FakeNode implements HalleyNode {
  readonly id = 'nodeA'
  readonly asked: Asked[] = []
  putting: () => Promise<WriteResult> = async () => WRITTEN
  getting: () => Promise<GetResult> = async () => GOT
  deleting: () => Promise<WriteResult & { found: boolean }> = async () => ({ ...WRITTEN, found: true })
  logging: (after: number) => Logged = () => ({ lines: [], lost: false })
  sourcing: () => Promise<readonly ObjectSource[]> = async () => []
  inspecting: () => Promise<Inspection> = async () => INSPECTED
  looking: () => Promise<string[]> = async () => ['nodeA', 'nodeB']

  get last(): Asked | undefined {
    return this.asked.at(-1)
  }

  addresses() {
    return ['/ip4/127.0.0.1/tcp/4001/p2p/nodeA']
  }

  put(key: string, options: PutOptions) {
    this.asked.push({ op: 'put', key, options })
    return this.putting()
  }

  get(key: string, options?: GetOptions) {
    this.asked.push({ op: 'get', key, options })
    return this.getting()
  }

  delete(key: string, options?: DeleteOptions) {
    this.asked.push({ op: 'delete', key, options })
    return this.deleting()
  }

  inspect(key: string) {
    this.asked.push({ op: 'inspect', key })
    return this.inspecting()
  }

  source(key: string) {
    this.asked.push({ op: 'source', key })
    return this.sourcing()
  }

  logs(key: string, after?: number) {
    this.asked.push({ op: 'logs', key, after })
    return this.logging(after ?? 0)
  }

  lookup(key: string) {
    this.asked.push({ op: 'lookup', key })
    return this.looking()
  }

  peers() {
    return [{ id: 'nodeB', addresses: [], connected: true, rttMs: 0.3, estimatedRttMs: 0.25 }]
  }

  coordinates() {
    return { vector: [12.5, -3, 0], height: 7, error: 0.125 }
  }

  status() {
    return {
      id: this.id,
      addresses: this.addresses(),
      placement: 'xor' as const,
      quorum: { n: 3, r: 2, w: 2 },
      peers: 1,
      coordinates: this.coordinates(),
      records: 2,
      uptimeMs: 1_500,
      load: { turns: 4 },
      budgets: {
        objectsOverBudget: 2,
        ownersOverBudget: 1,
        shareUsed: 0.25,
        storedBytes: 5_000,
        storageUsed: 0.5,
        ownersFull: 3
      },
      counters: { puts: 5, malformedMessages: 6 }
    }
  }

  hinting: () => HintsView = () => NO_HINTS

  hints() {
    return this.hinting()
  }

  ringing: () => RingView | undefined = () => undefined
  leaving: (member?: string) => Promise<void> = async () => {}
  readonly departed = new Promise<void>(() => {})

  ring() {
    return this.ringing()
  }

  leave(member?: string) {
    this.asked.push({ op: 'leave', member })
    return this.leaving(member)
  }

  repairing: () => Promise<RepairReport> = async () => ({ homes: 3, repaired: 1, failed: 0 })

  repair(key?: string) {
    this.asked.push({ op: 'repair', key })
    return this.repairing()
  }

  async stop() {}
}
