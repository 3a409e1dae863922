// An open flow of requests at a fixed rate, each of which is told apart.
import { atRate } from './load/due.ts'
import type { System } from './systems/system.ts'

export interface Flow {
  /** Which keys: PREFIX-0 to PREFIX-(keys - 1), drawn evenly. */
  readonly prefix: string
  readonly keys: number
  readonly perSecond: number
  readonly seconds: number
  /** One in so many requests is a put; the others are gets. */
  readonly putEvery: number
  readonly valueBytes: number
}

/** One request: what it was, how long it took from when it was due, and the code of its failure, if it failed. */
export interface Asked {
  readonly op: 'get' | 'put'
  readonly ms: number
  readonly failure?: string
}

export async function pour(system: System, flow: Flow): Promise<Asked[]> {
  const asked: Asked[] = []
  const value = new Uint8Array(flow.valueBytes).fill(7)
  await atRate(flow.perSecond, flow.seconds, async (at, due) => {
    const key = `${flow.prefix}-${Math.floor(Math.random() * flow.keys)}`
    const op = at % flow.putEvery === 0 ? 'put' : 'get'
    const over = (failure?: string): void => {
      asked.push({ op, ms: performance.now() - due, ...(failure === undefined ? {} : { failure }) })
    }
    await (op === 'put' ? system.put(key, value) : system.get(key)).then(
      () => over(),
      (error: { code?: string }) => over(error.code ?? String(error))
    )
  })
  return asked
}
