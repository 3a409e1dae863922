// The parts of the pool, each by itself: the queue, the ring, what a worker is told once, and the watch.
import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { MessageChannel, Worker } from 'node:worker_threads'
import { DEFAULT_LIMITS, type Limits } from '../src/limits.ts'
import type { MachineReply, MachineRequest } from '../src/machine/outcome.ts'
import { FairQueue } from '../src/pool/fair-queue.ts'
import { JobReceiver, JobSender } from '../src/pool/jobs.ts'
import { LruCache } from '../src/pool/lru.ts'
import { ReplyReceiver, ReplySender } from '../src/pool/replies.ts'
import { RingWriter, ringMemory } from '../src/pool/ring.ts'
import { Watch } from '../src/pool/watch.ts'

function take<T>(queue: FairQueue<T>, count: number): (T | undefined)[] {
  return Array.from({ length: count }, () => queue.shift())
}

test('the queue lets keys take turns', () => {
  const queue = new FairQueue<string>(10, 4)
  for (const item of ['a1', 'a2', 'a3', 'a4']) assert.ok(queue.push('a', item))
  assert.ok(!queue.push('a', 'a5'), 'a full line')
  for (const item of ['b1', 'b2']) queue.push('b', item)
  queue.push('c', 'c1')
  assert.deepEqual(take(queue, 4), ['a1', 'b1', 'c1', 'a2'])
  queue.unshift('b', 'again')
  assert.deepEqual(take(queue, 5), ['again', 'a3', 'b2', 'a4', undefined])
  assert.equal(queue.size, 0)
})

test('what is put back keeps its order', () => {
  const queue = new FairQueue<number>(10, 10)
  queue.push('a', 3)
  queue.push('a', 4)
  for (const item of [2, 1]) queue.unshift('a', item)
  assert.deepEqual(take(queue, 5), [1, 2, 3, 4, undefined])
})

test('the queue is bounded as a whole', () => {
  const queue = new FairQueue<number>(3, 2)
  assert.deepEqual(
    [1, 2, 3, 4].map((n) => queue.push(`key ${n}`, n)),
    [true, true, true, false]
  )
  assert.deepEqual(queue.drain(), [1, 2, 3])
  assert.equal(queue.size, 0)
  assert.equal(queue.shift(), undefined)
})

test('a key that comes anew goes before a flood that had its turn, and again when it comes back', () => {
  const queue = new FairQueue<string>(100, 100)
  for (let index = 0; index < 50; index++) queue.push('flood', `f${index}`)
  assert.equal(queue.shift(), 'f0')
  for (const item of ['a', 'b', 'c']) {
    queue.push('other', item)
    assert.equal(queue.shift(), item)
    assert.match(queue.shift()!, /^f/)
  }
})

test('an endless stream of new keys does not keep a line from its turn', () => {
  const queue = new FairQueue<string>(10_000, 100)
  queue.push('old', 'first')
  queue.push('old', 'second')
  assert.equal(queue.shift(), 'first')
  let turns = 0
  do {
    turns++
    assert.ok(turns < 1000)
    queue.push(`new ${2 * turns}`, 'new')
    queue.push(`new ${2 * turns + 1}`, 'new')
  } while (queue.shift() !== 'second')
})

test('a cache forgets what was used longest ago, and says so', () => {
  const forgotten: number[] = []
  const cache = new LruCache<string, number>(
    10,
    (size) => size,
    (size) => forgotten.push(size)
  )
  cache.set('a', 4)
  cache.set('b', 3)
  cache.get('a')
  cache.set('c', 5)
  assert.deepEqual([cache.get('a'), cache.get('b'), cache.get('c')], [4, undefined, 5])
  cache.set('c', 2)
  cache.set('d', 4)
  assert.deepEqual([cache.get('a'), cache.get('c'), cache.get('d')], [4, 2, 4])
  assert.deepEqual(forgotten, [3])
})

/** Both ends of a ring in one thread. */
function ring(context: TestContext) {
  const memory = ringMemory()
  const { port1, port2 } = new MessageChannel()
  context.after(() => port1.close())
  return { here: { memory, port: port1 }, there: { memory, port: port2 } }
}

function request(name: string, more: Partial<MachineRequest> = {}): MachineRequest {
  const code = name.repeat(1000)
  const hash = `hash of ${name}`
  const frame = Buffer.from(`frame of ${name}`)
  return {
    code,
    hash,
    type: 'get',
    frame,
    time: 1.5,
    seed: 2n ** 63n + 1n,
    chain: 3,
    limits: DEFAULT_LIMITS,
    ...more
  }
}

/** A job as the worker read it, its frame copied. */
function read(receiver: JobReceiver): MachineRequest {
  assert.ok(receiver.ready)
  const { request } = receiver.read()
  const copy = { ...request, frame: Buffer.from(request.frame) }
  receiver.done()
  return copy
}

test('a code that the worker had to forget is sent again', (context) => {
  const { here, there } = ring(context)
  // Room for two codes of 1,000 characters and what an entry counts beside.
  const sender = new JobSender(here, 5000)
  const receiver = new JobReceiver(there)
  const names = ['a', 'b', 'a', 'c', 'a', 'b', 'c', 'c', 'a']
  const sent = names.map((name) => request(name))
  sent.forEach((job) => void sender.send(job, 0))
  assert.deepEqual(
    sent.map(() => read(receiver)),
    sent
  )
  assert.ok(!receiver.ready)
  assert.deepEqual(
    ['a', 'b', 'c'].map((name) => sender.knows(`hash of ${name}`)),
    [true, false, true]
  )
})

test('jobs keep their limits, however many sets there are, around the ring and beyond it', (context) => {
  const { here, there } = ring(context)
  const sender = new JobSender(here)
  const receiver = new JobReceiver(there)
  const sets: Limits[] = Array.from({ length: 150 }, (_, index) => ({ ...DEFAULT_LIMITS, steps: index + 1 }))
  for (let round = 0; round < 3; round++) {
    for (const limits of sets) {
      const job = request('a', { limits, frame: Buffer.alloc(limits.steps * 200, round) })
      sender.send(job, 0)
      assert.deepEqual(read(receiver), job)
    }
  }
})

test('replies arrive as they were sent, and names of handlers are told once', (context) => {
  const { here, there } = ring(context)
  const sender = new ReplySender(there)
  const receiver = new ReplyReceiver(here)
  const usage = { instructions: 19, steps: 5, memory: 100, microseconds: 12 }
  const handlers = ['onGet']
  const success = (frame: Uint8Array | undefined): MachineReply => ({
    ok: true,
    decision: 'accept',
    frame,
    stateChanged: true,
    localChanged: false,
    repeatable: true,
    handlers,
    usage
  })
  const failure: MachineReply = { ok: false, error: { code: 'BUSY', message: 'no', used: 1 }, usage }
  const replies = [success(Buffer.from('one')), failure, success(Buffer.alloc(50_000, 7)), success(undefined)]
  replies.forEach((reply, index) => {
    sender.send(reply, index === 0)
  })
  sender.notRun()
  const code = { handlers: [] as readonly string[] }
  for (const reply of [...replies, undefined]) {
    assert.ok(receiver.ready)
    const arrived = receiver.read(code)
    if (arrived?.ok && arrived.frame !== undefined)
      assert.deepEqual({ ...arrived, frame: Buffer.from(arrived.frame) }, reply)
    else assert.deepEqual(arrived, reply)
    receiver.done()
  }
  assert.deepEqual(code.handlers, handlers)
  assert.ok(!receiver.ready)
})

test('the reader is called once until it has come', (context) => {
  const { here, there } = ring(context)
  const sender = new ReplySender(there)
  const receiver = new ReplyReceiver(here)
  assert.deepEqual([sender.calls(), sender.calls()], [true, false])
  receiver.heard()
  assert.ok(sender.calls())
})

test('a reader that is woken for nothing sleeps on', async () => {
  const ring = import.meta.resolve('../src/pool/ring.ts')
  const memory = ringMemory()
  const { port1, port2 } = new MessageChannel()
  const worker = new Worker(
    `const { parentPort, workerData } = require('node:worker_threads')
    import(${JSON.stringify(ring)}).then(({ RingReader }) => {
      const reader = new RingReader(workerData)
      reader.sleep()
      parentPort.postMessage(reader.numbers[reader.at])
    })`,
    { eval: true, workerData: { memory, port: port2 }, transferList: [port2] }
  )
  const woken = new Promise((resolve, reject) => worker.once('message', resolve).once('error', reject))
  // It was asleep when a wake finds it.
  while (Atomics.notify(new Int32Array(memory), 0) === 0) await new Promise((next) => setImmediate(next))
  const writer = new RingWriter({ memory, port: port1 })
  writer.numbers[writer.at] = 7
  writer.publish()
  writer.wake()
  assert.equal(await woken, 7)
  await worker.terminate()
})

test('the watch finds a job stuck that made no progress in its time', (context) => {
  context.mock.timers.enable({ apis: ['setTimeout'] })
  const seen = { progress: 0, patience: 1000 as number | undefined }
  let stuck = 0
  const watch = new Watch(
    () => ({ ...seen }),
    () => stuck++
  )
  watch.begin(1000)
  for (let time = 0; time < 5000; time += 100) {
    context.mock.timers.tick(100)
    seen.progress++
  }
  assert.equal(stuck, 0, 'there was progress all the time')
  for (let time = 0; time < 2000; time += 100) context.mock.timers.tick(100)
  assert.equal(stuck, 1)
})

test('a watch that is begun again while it looks still looks once at a time', (context) => {
  context.mock.timers.enable({ apis: ['setTimeout'] })
  let looks = 0
  const watch = new Watch(
    () => {
      looks++
      watch.begin(1000)
      return { progress: looks, patience: 1000 }
    },
    () => undefined
  )
  watch.begin(1000)
  for (let time = 0; time < 1000; time += 100) context.mock.timers.tick(100)
  assert.equal(looks, 10)
})

test('a watch that finds nothing running rests until it is begun again', (context) => {
  context.mock.timers.enable({ apis: ['setTimeout'] })
  let looks = 0
  let patience: number | undefined
  const watch = new Watch(
    () => {
      looks++
      return { progress: 0, patience }
    },
    () => undefined
  )
  watch.begin(1000)
  context.mock.timers.tick(1000)
  assert.equal(looks, 1)
  patience = 50
  watch.begin(50)
  context.mock.timers.tick(40)
  assert.ok(looks > 1)
})
