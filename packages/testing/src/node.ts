// A simulated node, with the interface of a real one, and what can befall it.
import type { ClientRequest, ClientResponse, Quorum } from '@halley/model'
import type { Simulation } from '@halley/simulator'
import { type Asked, Client, type HalleyNode } from 'halley'
import type { Time } from './time.ts'

/** What an application does with a node, whether it is a real one or this. */
export interface TestNode extends Pick<HalleyNode, 'id' | 'put' | 'get' | 'delete' | 'inspect'> {
  /** As `kill -9`: what was not durable is lost, and who waits for an answer gets an error with the code STOPPING. */
  crash(): void
  /** Starts it again, with what its disk holds. */
  restart(): void
  /** It stands still for so many milliseconds of simulated time, as a machine that sleeps. What it is sent waits. */
  pause(ms: number): void
}

export function testNode(id: string, simulation: Simulation, time: Time, quorum: Quorum): TestNode {
  const asked: Asked = {
    now: () => simulation.clock(id),
    request: async (request) => {
      const call = simulation.ask(id, request)
      await time.wait(() => call.response !== undefined || call.broken)
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
    crash: () => simulation.crash(id),
    restart: () => simulation.restart(id),
    pause: (ms) => simulation.stall(id, ms)
  }
}

function stopped(id: string, { op, key }: ClientRequest): ClientResponse {
  const message = `${id} is down, or crashed before it answered to the ${op} of ${key}`
  return { ok: false, failure: { code: 'STOPPING', message } }
}
