// The generator of load against a store in memory: what it asks, what it counts, and what it does when refused.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Histogram } from '../src/load/histogram.ts'
import { FILL, type Load, load } from '../src/load/load.ts'
import { absent, type System } from '../src/systems/system.ts'

/** Keeps values, and counts how many requests it has open at once. */
class Shelf implements System {
  readonly addresses = []
  readonly values = new Map<string, Uint8Array>()
  asked = 0
  open = 0
  mostOpen = 0

  put(key: string, value: Uint8Array): Promise<void> {
    return this.#soon(() => void this.values.set(key, value))
  }

  get(key: string): Promise<Uint8Array> {
    return this.#soon(() => {
      const found = this.values.get(key)
      if (found === undefined) throw absent(key)
      return found
    })
  }

  async stop(): Promise<void> {}

  async #soon<Result>(answer: () => Result): Promise<Result> {
    this.asked++
    this.mostOpen = Math.max(this.mostOpen, ++this.open)
    await new Promise((resolve) => setImmediate(resolve))
    this.open--
    return answer()
  }
}

const LOAD: Load = {
  keys: { prefix: 'key', count: 10, shape: 'uniform' },
  gets: 0.5,
  valueBytes: 16,
  pace: { inFlight: 4, seconds: 0.05 },
  seed: 'load'
}

function filled(valueBytes = 16): Shelf {
  const shelf = new Shelf()
  for (let at = 0; at < 10; at++) shelf.values.set(`key-${at}`, new Uint8Array(valueBytes).fill(FILL))
  return shelf
}

test('so many requests are in flight, and each is counted once', async () => {
  const shelf = filled()
  const { get, put, failures } = await load(shelf, LOAD)
  assert.equal(shelf.mostOpen, 4)
  assert.equal(Histogram.from([get, put]).total, shelf.asked)
  assert.ok(Histogram.from([get]).total > 0 && Histogram.from([put]).total > 0)
  assert.deepEqual(failures, {})
})

test('a rate asks so often, whatever the answers', async () => {
  const shelf = filled()
  await load(shelf, { ...LOAD, pace: { perSecond: 500, seconds: 0.1 } })
  assert.equal(shelf.asked, 50)
})

test('fresh puts make new objects, others go to those that exist', async () => {
  const shelf = filled()
  await load(shelf, { ...LOAD, gets: 0 })
  assert.equal(shelf.values.size, 10)
  await load(shelf, { ...LOAD, gets: 0, fresh: 'new', pace: { perSecond: 100, seconds: 0.05 } })
  assert.deepEqual(
    [...shelf.values.keys()].slice(10),
    Array.from({ length: 5 }, (_, at) => `new-${at}`)
  )
})

test('what is missing, or is not what was put, is a failure and has no latency', async () => {
  const pace = { perSecond: 100, seconds: 0.1 }
  const missing = await load(new Shelf(), { ...LOAD, gets: 1, pace })
  assert.deepEqual(missing.failures, { ABSENT: 10 })
  assert.equal(Histogram.from([missing.get]).total, 0)
  const shorter = await load(filled(8), { ...LOAD, gets: 1, pace })
  assert.deepEqual(shorter.failures, { OTHER_BYTES: 10 })
})
