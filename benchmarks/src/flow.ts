// An open flow of requests: each is due at a fixed moment, whether or not those before have been answered, and its latency
// counts from that moment. So a node that stalls is not asked less for it (no coordinated omission).
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

/** Begins requests as they become due, checks the clock each millisecond, and waits for the last answer. */
export async function pour(system: System, flow: Flow): Promise<Asked[]> {
  const { perSecond, seconds } = flow
  const asked: Asked[] = []
  const open: Promise<void>[] = []
  const value = new Uint8Array(flow.valueBytes).fill(7)
  const begin = performance.now()
  for (let at = 0; at < perSecond * seconds; ) {
    const due = begin + (at * 1_000) / perSecond
    if (performance.now() < due) {
      await new Promise((resolve) => setTimeout(resolve, 1))
      continue
    }
    const key = `${flow.prefix}-${Math.floor(Math.random() * flow.keys)}`
    const op = at % flow.putEvery === 0 ? 'put' : 'get'
    const answer = op === 'put' ? system.put(key, value) : system.get(key)
    const over = (failure?: string): void => {
      asked.push({ op, ms: performance.now() - due, ...(failure === undefined ? {} : { failure }) })
    }
    open.push(
      answer.then(
        () => over(),
        (error: { code?: string }) => over(error.code ?? String(error))
      )
    )
    at++
    // A flow that is behind must still let answers in.
    if (at % 64 === 0) await new Promise((resolve) => setImmediate(resolve))
  }
  await Promise.all(open)
  return asked
}
