// Where the sandbox answers otherwise than the interpreter as it was shipped, on purpose. Each departure stands here with its
// reason, and is tested for what the sandbox promises instead. Everything else is in faithfulness.test.ts.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { createSandbox, type Sandbox, type SandboxEvent } from '../src/index.ts'
import { code, event, get, object, reply, TIME } from './support.ts'
import { runUnmetered } from './unmetered.ts'

let sandboxes: Sandbox[] = []

before(async () => {
  sandboxes = await Promise.all([1, 2].map(() => createSandbox({ workers: 1 })))
})

after(() => Promise.all(sandboxes.map((sandbox) => sandbox.close())))

// What both sandboxes answer, which must be the same.
async function promised(body: string, more: Partial<SandboxEvent> = {}): Promise<unknown> {
  const [first, second] = await Promise.all(
    sandboxes.map((sandbox) => reply(sandbox, body, { event: event('get', more) }))
  )
  assert.deepEqual(first, second)
  return first
}

async function shipped(body: string): Promise<unknown> {
  const answer = await runUnmetered(object('onGet (caller)', body))
  return 'answered' in answer ? answer.answered : answer
}

// Everything reachable from the global object, a line for each property: where, how it is declared, what it is.
const SHAPE = `
  const seen = new Set([globalThis]), lines = []
  const queue = [['', globalThis]]
  for (const [path, object] of queue) {
    for (const key of Reflect.ownKeys(object)) {
      const at = path + '.' + String(key)
      const { value, get, set, ...flags } = Object.getOwnPropertyDescriptor(object, key)
      const parts = { value, get, set }
      let line = at + ' ' + Object.keys(flags).filter((flag) => flags[flag]).join()
      for (const name in parts) {
        const part = parts[name]
        if (part === undefined) continue
        const nested = typeof part === 'object' || typeof part === 'function'
        line += ' ' + name + ' ' + (nested && part !== null ? typeof part : String(part))
        if (nested && part !== null && !seen.has(part)) { seen.add(part); queue.push([name === 'value' ? at : at + '<' + name + '>', part]) }
      }
      lines.push(line)
    }
    lines.push(path + ' inherits ' + (Object.getPrototypeOf(object) === null ? 'nothing' : Object.prototype.toString.call(Object.getPrototypeOf(object))))
  }
  return lines.join('\\n')`

test('built-ins are the shipped ones, but for shared memory and two globals', async () => {
  const limits = {
    instructions: 10_000_000,
    steps: 100_000_000,
    memoryBytes: 4_000_000,
    stateBytes: 1_000_000
  }
  const here = String(await reply(sandboxes[0]!, SHAPE, { limits })).split('\n')
  const there = String(await shipped(SHAPE)).split('\n')
  assert.deepEqual(roots(without(there, here)), ['SharedArrayBuffer'], 'removed: nothing is shared')
  const added = without(here, there).filter((line) => !line.startsWith('.Math.random'))
  assert.deepEqual(roots(added), ['comet', 'local'], 'added: the host, and local state')
  assert.ok(here.length > 1_500, `${here.length} properties`)
})

function roots(lines: readonly string[]): (string | undefined)[] {
  return [...new Set(lines.map((line) => line.split(/[. <]/)[1]))]
}

function without(lines: readonly string[], others: readonly string[]): string[] {
  const known = new Set(others)
  return lines.filter((line) => !known.has(line))
}

test('Math.random follows the seed, because an outcome must be reproducible', async () => {
  const stream = 'return Array.from({ length: 20 }, Math.random)'
  const first = (await promised(stream, { seed: 'one' })) as number[]
  assert.deepEqual(await promised(stream, { seed: 'one' }), first)
  assert.notDeepEqual(await promised(stream, { seed: 'two' }), first)
  assert.equal(new Set(first).size, 20)
  assert.ok(first.every((x) => x >= 0 && x < 1))
  const mean = 'let s = 0; for (let i = 0; i < 2000; i++) s += Math.random(); return s / 2000'
  assert.ok(Math.abs(((await promised(mean)) as number) - 0.5) < 0.03)
  const kind = 'return [Math.random.name, Math.random.length, typeof Math.random()].join()'
  assert.equal(await promised(kind), await shipped(kind))
})

test('the clock shows the time of the event, and stands still', async () => {
  const clocks = `const first = Date.now(); for (let i = 0; i < 5000; i++); 
    return [first, Date.now(), new Date().getTime(), Date(), new Date().toISOString(), comet.getSystemTime()]`
  const text = 'Fri Jan 02 2026 03:04:05 GMT+0000'
  assert.deepEqual(await promised(clocks), [TIME, TIME, TIME, text, '2026-01-02T03:04:05.000Z', TIME])
  const late = Date.UTC(2100, 5, 1)
  assert.equal(((await promised(clocks, { time: late })) as number[])[1], late)
})

test('running out of stack cannot be caught', async () => {
  const dive = 'const f = () => f(); try { return f() } catch (error) { return String(error) }'
  assert.equal(await shipped(dive), 'InternalError: stack overflow')
  assert.equal(await code(sandboxes[0]!, dive), 'STACK_EXCEEDED')
})

test('running out of memory cannot be caught', async () => {
  const hoard = 'try { return "x".repeat(1_000_000).length } catch (error) { return error.name }'
  assert.equal(await shipped(hoard), 1_000_000)
  assert.equal(await code(sandboxes[0]!, hoard), 'MEMORY_EXCEEDED')
})

test('instructions end', async () => {
  const count = 'let n = 0; while (n < 100_000) n++; return n'
  assert.equal(await shipped(count), 100_000)
  assert.equal(await code(sandboxes[0]!, count), 'INSTRUCTIONS_EXCEEDED')
})

test('when cyclic garbage is collected is up to the sandbox, but always at the same point', async () => {
  const collect = `const dead = []
    const registry = new FinalizationRegistry((n) => dead.push(n))
    return (async () => {
      for (let i = 0; i < 300; i++) { const o = { i, filler: [1, 2, 3, 4] }; o.self = o; registry.register(o, i); if (i % 10 === 0) await null }
      await null
      return dead
    })()`
  const dead = (await promised(collect)) as number[]
  assert.equal(new Set(dead).size, dead.length)
  const [first, second] = await Promise.all(sandboxes.map((sandbox) => get(sandbox, collect)))
  assert.deepEqual({ ...first!.usage, microseconds: 0 }, { ...second!.usage, microseconds: 0 })
})

test('there is no network, file, timer, console or module to import', async () => {
  const reach = `return (async () => { try { await import('std') } catch { return Object.keys(globalThis).join() } })()`
  assert.equal(await promised(reach), 'comet,local')
})
