// The driver interprets the node's effects on the real world and feeds the world's answers back. It decides nothing:
// everything that could be decided is in the cores, where the simulator runs it.
import type { Caller, ClientRequest, ClientResponse } from '@halley/model'
import { encodeMessage, TransitMap } from '@halley/model'
import type { Network, NetworkEvents, NodeId } from '@halley/network'
import type { Effect, Input } from '@halley/node'
import type { Storage } from '@halley/storage'
import { Alarm, now } from './clock.ts'
import { owe } from './debts.ts'
import type { Departures } from './departures.ts'
import { remember, store } from './disk.ts'
import { feedIndex } from './disk-index.ts'
import { known, read } from './disk-reads.ts'
import { STOPPING } from './errors.ts'
import { type Running, run } from './evaluate.ts'
import type { MembershipFile } from './membership-file.ts'
import { find } from './placement.ts'
import { readFrame } from './read-frame.ts'
import type { Repairs } from './repairs.ts'

export interface DriverInit extends Running {
  readonly storage: Storage
  readonly membership: MembershipFile
  readonly departures: Departures
  readonly repairs: Repairs
}

export class Driver {
  readonly #init: DriverInit
  #network: Network | undefined
  readonly #inputs: Input[] = []
  readonly #clients = new TransitMap<number, (response: ClientResponse) => void>()
  #nextClient = 1
  #stepping = false
  #stopped = false
  readonly now = now
  readonly #alarm: Alarm

  constructor(init: DriverInit) {
    this.#init = init
    this.#alarm = new Alarm(init.node, () => this.feed({ type: 'time.reached' }))
  }

  /** What the network calls: give these to it, then give it to `start`. */
  readonly events: NetworkEvents = {
    onFrame: (from, frame) => this.#receive(from, frame),
    onConnected: (peer) => this.#changed({ type: 'peer.connected', peer }),
    onDisconnected: (peer) => this.#changed({ type: 'peer.lost', peer }),
    onUndeliverable: (peer) => this.feed({ type: 'peer.lost', peer }),
    onFault: () => this.#init.counters.add('protocolFaults')
  }

  /** @param first what the node is told before anything else */
  start(network: Network, ...first: readonly Input[]): void {
    this.#network = network
    this.#inputs.unshift(...first, ...known(this.#init))
    this.feed({ type: 'placement.changed' })
    feedIndex(this.#init.storage, this.#init.counters, (input) => this.feed(input))
  }

  /** Asks the network of nodes; resolves with the one answer. */
  request(request: ClientRequest, caller: Caller, waitMs?: number): Promise<ClientResponse> {
    if (this.#stopped) return Promise.resolve(STOPPING)
    return new Promise((resolve) => {
      this.#clients.set(this.#nextClient, resolve)
      this.feed({ type: 'client.request', id: this.#nextClient++, request, caller, waitMs })
    })
  }

  /** Takes no more inputs; who still waits for an answer is told. */
  async stop(): Promise<void> {
    this.#stopped = true
    this.#alarm.stop()
    for (const resolve of this.#clients.values()) resolve(STOPPING)
    this.#clients.clear()
    this.#init.departures.stop()
    this.#init.repairs.stop()
  }

  #receive(from: NodeId, frame: Uint8Array): void {
    const message = readFrame(frame, this.#init.counters)
    if (message !== undefined) this.feed({ type: 'message.received', from, message })
  }

  #changed(input: Input): void {
    this.#inputs.push({ type: 'placement.changed', lost: input.type === 'peer.lost' })
    this.feed(input)
  }

  /** Something happens to the node. What arises while effects are carried out waits until the step before it is done with. */
  feed(input: Input): void {
    this.#inputs.push(input)
    if (this.#stepping || this.#stopped || this.#network === undefined) return
    this.#stepping = true
    try {
      for (let next = this.#inputs.shift(); next !== undefined; next = this.#inputs.shift()) {
        for (const effect of this.#init.node.step(next, now())) this.#carryOut(effect, this.#network)
      }
    } finally {
      this.#stepping = false
    }
    this.#alarm.look()
  }

  #carryOut(effect: Effect, network: Network): void {
    const { storage, sandbox } = this.#init
    switch (effect.type) {
      case 'client.respond':
        this.#clients.get(effect.id)?.(effect.response)
        this.#clients.delete(effect.id)
        return
      case 'message.send':
        return network.send(effect.to, encodeMessage(effect.message))
      case 'placement.find':
        return this.#later(find(network, effect.key))
      case 'storage.store':
        return this.#later(store(storage, effect.id, effect.store))
      case 'storage.load':
      case 'storage.list':
      case 'storage.wakes':
        return this.feed(read(storage, effect))
      case 'storage.remember':
        return remember(storage, effect.attendance)
      case 'storage.owe':
        return owe(storage, effect.debts, () => this.#init.counters.add('unwrittenDebts'))
      case 'membership.store':
        return this.#later(this.#init.membership.write(effect.membership))
      case 'membership.departed':
      case 'membership.gone':
        return this.#init.departures.note(effect)
      case 'operator.repaired':
        return this.#init.repairs.note(effect)
      case 'peer.addresses':
        return network.learn(effect.peer, effect.addresses)
      case 'sandbox.invoke':
      case 'sandbox.resume':
        return this.#later(run(this.#init, effect, network))
      case 'sandbox.drop':
        return sandbox.drop(effect.chain)
      case 'sandbox.rejected':
        return this.#init.logs.rejected(effect)
    }
  }

  // A rejection here is a bug of ours, not the world's doing: it ends the process rather than a request's hope.
  #later(input: Input | Promise<Input>): void {
    if (input instanceof Promise) void input.then((answer) => this.feed(answer))
    else this.feed(input)
  }
}
