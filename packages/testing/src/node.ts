// A simulated node, with the interface of a real one, and what can befall it.
import type { ClientRequest, ClientResponse, Quorum } from '@halley/model'
import type { Simulation } from '@halley/simulator'
import { type Asked, Client, type HalleyNode } from 'halley'
import type { Time } from './time.ts'

/** What an application does with a node, whether it is a real one or this. */
export interface TestNode
  extends Pick<HalleyNode, 'id' | 'put' | 'get' | 'delete' | 'inspect' | 'source' | 'coordinates'> {
  /** Whether a stranger who dials it gets an answer: it is up, does not pause, and is not behind NAT. */
  readonly isReachable: boolean
  /**
   * As `kill -9`: what was not durable is lost, and who waits for an answer gets an error with the code STOPPING. With `forGood` the
   * disk is lost too, and the node never comes back.
   */
  crash(options?: { readonly forGood?: boolean }): void
  /** Starts it again, with what its disk holds. */
  restart(): void
  /** It stands still for so many milliseconds of simulated time, as a machine that sleeps. What it is sent waits. */
  pause(ms: number): void
}

export function testNode(id: string, simulation: Simulation, time: Time, quorum: Quorum): TestNode {
  let awakeAt = 0
  const asked: Asked = {
    now: () => simulation.clock(id),
    request: async (request, caller, waitMs) => {
      const call = simulation.ask(id, request, { caller, waitMs })
      const patience = Math.max(simulation.now, awakeAt) + (waitMs ?? 0) + PATIENCE_MS
      await time.wait(() => call.response !== undefined || call.broken, patience)
      if (call.response === undefined && !call.broken) throw unanswered(id, request, simulation)
      return call.response ?? stopped(id, request)
    }
  }
  const client = new Client(asked, id, quorum, { add: () => {} })
  return {
    id,
    put: (key, options) => client.put(key, options),
    get: (key, options) => client.get(key, options),
    delete: (key, options) => client.delete(key, options),
    inspect: (key) => client.inspect(key),
    source: (key) => client.source(key),
    coordinates: () => simulation.coordinates(id),
    get isReachable() {
      return simulation.isReachable(id)
    },
    crash: (how) => simulation.crash(id, how),
    restart: () => simulation.restart(id),
    pause: (ms) => {
      awakeAt = Math.max(awakeAt, simulation.now + ms)
      simulation.stall(id, ms)
    }
  }
}

/** Far longer than a node that is awake takes to answer, if only that it does not know: in simulated milliseconds. */
const PATIENCE_MS = 600_000

// Not the test's doing: a core that threw, and what that was.
function unanswered(id: string, { op, key }: ClientRequest, { events }: Simulation): Error {
  const thrown = events.find((event) => event.type === 'threw')
  const why = thrown === undefined ? '' : `; ${thrown.node} failed: ${thrown.error}`
  return new Error(`a fault of Halley's: ${id} never answered to the ${op} of ${key}${why}`)
}

function stopped(id: string, { op, key }: ClientRequest): ClientResponse {
  const message = `${id} is down, or crashed before it answered to the ${op} of ${key}`
  return { ok: false, failure: { code: 'STOPPING', message } }
}
