// A node put together: identity, storage, sandbox, the cores, the network; taken down in reverse.
import { randomBytes, randomInt } from 'node:crypto'
import { join } from 'node:path'
import { FRAME_BYTES } from '@halley/model'
import {
  createIdentity,
  createLibp2pNetwork,
  type Identity,
  loadOrCreateIdentity,
  type Network
} from '@halley/network'
import { Node } from '@halley/node'
import type { Sandbox } from '@halley/sandbox'
import { createMemoryStorage, openLmdbStorage, type Storage, StorageError } from '@halley/storage'
import { AddressBook } from './address-book.ts'
import type { HalleyNode } from './api.ts'
import { Client } from './client.ts'
import { now } from './clock.ts'
import { Counters } from './counters.ts'
import { prepareDataFolder } from './data-folder.ts'
import { Departures } from './departures.ts'
import { attendanceOf, epochOf, VITAL_NOTES } from './disk.ts'
import { Driver } from './driver.ts'
import { publicError } from './errors.ts'
import { LateSandbox } from './late-sandbox.ts'
import { Logs } from './logs.ts'
import { MembershipFile } from './membership-file.ts'
import { watchNeighbours } from './neighbours.ts'
import { Operators } from './operators.ts'
import { type CreateNodeOptions, nodeOptions } from './options.ts'
import { Recollections } from './recollections.ts'
import { Repairs } from './repairs.ts'
import { acquainted, checkStanding, ringStart } from './ring.ts'
import { RunningNode } from './running-node.ts'

/** Undoes what was opened, last first. */
type Closers = (() => Promise<void>)[]

/** @throws HalleyError, as createNode says */
export async function assembleNode(options: CreateNodeOptions): Promise<HalleyNode> {
  const closers: Closers = []
  try {
    return await assemble(options, closers)
  } catch (error) {
    await closeAll(closers)
    throw publicError(error)
  }
}

async function assemble(options: CreateNodeOptions, closers: Closers): Promise<HalleyNode> {
  const chosen = nodeOptions(options)
  if (options.data !== undefined) prepareDataFolder(options.data)
  const identity = await identityOf(options)
  const storage = await storageOf(options, identity)
  closers.push(() => storage.close())
  const counters = new Counters()
  const membership = new MembershipFile(storage, () => counters.add('corruptMemberships'))
  const known = membership.read()
  checkStanding(identity.id, known, chosen, options.rejoin === true, storage.count('record'))
  const sandbox = new LateSandbox(() => beginSandbox(options))
  closers.push(() => sandbox.close())

  const node = new Node({
    self: identity.id,
    actor: storage.actor,
    boot: drawBoot(),
    secret: randomBytes(32).toString('hex'),
    epoch: epochOf(storage),
    attendance: attendanceOf(storage),
    options: chosen
  })
  const departures = new Departures()
  const repairs = new Repairs()
  const address = addressOf(options.listen?.[0])
  const operators = new Operators(options.operatorKeys ?? [], options.revokedKeys ?? [])
  const logs = new Logs(now)
  const recollections = new Recollections(() => counters.add('rememberedInvocations'))
  const parts = {
    node,
    storage,
    sandbox,
    counters,
    membership,
    departures,
    repairs,
    address,
    operators,
    logs,
    recollections
  }
  const driver = new Driver(parts)
  closers.push(() => driver.stop())
  const book = new AddressBook(storage)
  const network = await joinNetwork(options, book.read(), identity, driver)
  closers.push(() => network.stop())
  driver.start(network, ...(chosen.placement === 'ring' ? [ringStart(known, options, network)] : []))
  if (chosen.placement === 'xor') closers.push(watchNeighbours(network, (input) => driver.feed(input)))
  const writing = setInterval(() => void rememberPeers(book, network, counters), ADDRESS_BOOK_MS)
  closers.push(async () => clearInterval(writing))
  if (known === undefined && (options.bootstrap ?? []).length > 0) await acquainted(node)
  const client = new Client(driver, identity.id, chosen.quorum, counters)
  return new RunningNode({
    client,
    network,
    node,
    storage,
    counters,
    departures,
    repairs,
    logs,
    feed: (input) => driver.feed(input),
    quorum: chosen.quorum,
    close: () => closeAll(closers)
  })
}

function identityOf({ data }: CreateNodeOptions): Promise<Identity> {
  return data === undefined ? createIdentity() : loadOrCreateIdentity(join(data, 'identity.key'))
}

async function storageOf({ data, refill = false }: CreateNodeOptions, { id }: Identity): Promise<Storage> {
  return data === undefined
    ? createMemoryStorage({ actor: randomBytes(8).toString('hex') })
    : openLmdbStorage({ folder: data, owner: id, replaceDamaged: refill, vital: VITAL_NOTES })
}

async function beginSandbox({ workers }: CreateNodeOptions): Promise<Sandbox> {
  // Loaded only here: a node that runs no handlers does without its code.
  const { createSandbox } = await import('@halley/sandbox')
  return createSandbox({ attempts: true, ...(workers === undefined ? {} : { workers }) })
}

function joinNetwork(
  { listen, announce = [], bootstrap, mdns }: CreateNodeOptions,
  known: readonly string[],
  identity: Identity,
  driver: Driver
): Promise<Network> {
  return createLibp2pNetwork({
    privateKey: identity.privateKey,
    listen: listen ?? ['/ip4/127.0.0.1/tcp/0'],
    announce,
    bootstrap: [...new Set([...(bootstrap ?? []), ...known])],
    // Nodes met before may be gone: only those that the operator names are worth waiting for.
    ...(bootstrap === undefined || bootstrap.length === 0 ? { joinTimeoutMs: 500 } : {}),
    mdns: mdns ?? false,
    maxFrameBytes: FRAME_BYTES,
    maxQueuedBytes: 8 * FRAME_BYTES,
    events: driver.events
  })
}

/** How often the connected nodes are remembered, in milliseconds. */
const ADDRESS_BOOK_MS = 2_000

async function rememberPeers(book: AddressBook, network: Network, counters: Counters): Promise<void> {
  try {
    await book.write(network.peers())
  } catch (error) {
    // A full disk costs the book, not the node; requests report it where it matters.
    if (!(error instanceof StorageError)) throw error
    counters.add('addressBookFailures')
  }
}

async function closeAll(closers: Closers): Promise<void> {
  for (let close = closers.pop(); close !== undefined; close = closers.pop()) await close()
}

// Runs of a node that draw the same number by chance once in 2^40 do no harm but for one stray answer.
function drawBoot(): number {
  return randomInt(2 ** 40) * 2 ** 12
}

// What handlers may know of where they run: the address listened on, if it says one.
function addressOf(multiaddr: string | undefined): string {
  return /^\/ip[46]\/([^/]+)/.exec(multiaddr ?? '')?.[1] ?? '127.0.0.1'
}
