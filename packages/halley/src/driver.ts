// The driver interprets the node's effects on the real world and feeds the world's answers back. It decides nothing:
// everything that could be decided is in the cores, where the simulator runs it.
import {
  type Caller,
  type ClientRequest,
  type ClientResponse,
  decodeMessage,
  encodeMessage,
  ModelError,
  REPLICAS
} from '@halley/model'
import type { Network, NetworkEvents, NodeId } from '@halley/network'
import type { Effect, Input, Node } from '@halley/node'
import type { Sandbox } from '@halley/sandbox'
import type { Storage } from '@halley/storage'
import { Alarm, now } from './clock.ts'
import type { Counters } from './counters.ts'
import { hintsOf, load, store } from './disk.ts'
import { evaluate } from './evaluate.ts'

export interface DriverInit {
  readonly node: Node
  readonly storage: Storage
  readonly sandbox: Sandbox
  readonly counters: Counters
  /** This machine's address as handlers may know it. */
  readonly address: string
}

export class Driver {
  readonly #init: DriverInit
  #network: Network | undefined
  readonly #inputs: Input[] = []
  readonly #clients = new Map<number, (response: ClientResponse) => void>()
  #nextClient = 1
  #stepping = false
  #stopped = false
  readonly #alarm = new Alarm(() => this.#feed({ type: 'time.reached' }))

  constructor(init: DriverInit) {
    this.#init = init
  }

  /** What the network calls: give these to it, then give it to `start`. */
  readonly events: NetworkEvents = {
    onFrame: (from, frame) => this.#receive(from, frame),
    onConnected: (peer) => this.#changed({ type: 'peer.connected', peer }),
    onDisconnected: (peer) => this.#changed({ type: 'peer.lost', peer }),
    onUndeliverable: (peer) => this.#feed({ type: 'peer.lost', peer }),
    onFault: () => this.#init.counters.add('protocolFaults')
  }

  start(network: Network): void {
    this.#network = network
    const { storage, counters } = this.#init
    for (const hint of hintsOf(storage, () => counters.add('corruptHints'))) this.#inputs.push(hint)
    this.#feed({ type: 'placement.changed' })
  }

  /** Asks the network of nodes; resolves with the one answer. */
  request(request: ClientRequest, caller: Caller): Promise<ClientResponse> {
    if (this.#stopped) return Promise.resolve(STOPPING)
    return new Promise((resolve) => {
      const id = this.#nextClient++
      this.#clients.set(id, resolve)
      this.#feed({ type: 'client.request', id, request, caller })
    })
  }

  /** Takes no more inputs; who still waits for an answer is told. */
  async stop(): Promise<void> {
    this.#stopped = true
    this.#alarm.set(undefined)
    for (const resolve of this.#clients.values()) resolve(STOPPING)
    this.#clients.clear()
  }

  #receive(from: NodeId, frame: Uint8Array): void {
    try {
      this.#feed({ type: 'message.received', from, message: decodeMessage(frame) })
    } catch (error) {
      if (!(error instanceof ModelError)) throw error
      this.#init.counters.add('malformedMessages')
    }
  }

  #changed(input: Input): void {
    this.#inputs.push({ type: 'placement.changed' })
    this.#feed(input)
  }

  // Inputs that arise while effects are carried out wait until the step before them is done with.
  #feed(input: Input): void {
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
    this.#alarm.set(this.#init.node.deadline()?.at)
  }

  #carryOut(effect: Effect, network: Network): void {
    const { storage, sandbox, address } = this.#init
    switch (effect.type) {
      case 'client.respond':
        this.#clients.get(effect.id)?.(effect.response)
        this.#clients.delete(effect.id)
        return
      case 'message.send':
        return network.send(effect.to, encodeMessage(effect.message))
      case 'placement.find':
        return this.#later(
          network
            .closest(effect.key, REPLICAS)
            .then((list) => ({ type: 'placement.found', key: effect.key, list }))
        )
      case 'storage.load':
        return this.#feed(load(storage, effect.key))
      case 'storage.store':
        return this.#later(store(storage, effect.id, effect.store))
      case 'sandbox.invoke': {
        this.#init.counters.add('invocations')
        const { turn } = effect
        const outcome = evaluate(sandbox, effect.invocation, { id: network.self, address })
        return this.#later(outcome.then((found) => ({ type: 'sandbox.finished', turn, outcome: found })))
      }
    }
  }

  // A rejection here is a bug of ours, not the world's doing: it ends the process rather than a request's hope.
  #later(input: Promise<Input>): void {
    void input.then((answer) => this.#feed(answer))
  }
}

const STOPPING: ClientResponse = {
  ok: false,
  failure: { code: 'STOPPING', message: 'this node is shutting down' }
}
