// What metering costs: the same programs in the rewritten and in the shipped binary, both instantiated in the same way, in
// alternating rounds. The metered one also has the counting allocator, as in the sandbox.
//
// The engine compiles each copy of a binary anew, and where its code comes to lie alone can make a program several per cent
// faster or slower. So each binary is measured in several copies, and their median is reported.
import { TABLE_EXPORT } from '../../sandbox/src/wasm/globals.ts'
import { readInterpreter, rewritePinned } from '../../sandbox/src/wasm/interpreter-binary.ts'
import { LAYOUT } from '../../sandbox/src/wasm/layout.ts'
import { atOnce } from '../../sandbox/src/wasm/slices.ts'
import { median } from './statistics.ts'

export interface Overhead {
  readonly program: string
  readonly unmeteredMicroseconds: number
  readonly meteredMicroseconds: number
  readonly ratio: number
}

const PROGRAMS: Readonly<Record<string, string>> = {
  'tight loop': 'let s = 0; for (let i = 0; i < 20000; i++) s = (s + i) % 7; return s',
  calls: 'const f = (n) => n < 2 ? n : f(n - 1) + f(n - 2); return f(16)',
  'property access':
    'const o = { a: 1, b: 2 }; for (let i = 0; i < 10000; i++) { o.a += o.b; o.b ^= i } return o.a',
  JSON: 'const t = JSON.stringify(Array.from({ length: 300 }, (_, i) => ({ i, s: "text" + i }))); let n = 0; for (let i = 0; i < 5; i++) n += JSON.stringify(JSON.parse(t)).length; return n',
  sort: 'const a = Array.from({ length: 2000 }, (_, i) => (i * 7919) % 2003); return a.sort((x, y) => x - y)[5]',
  'native sort':
    'const a = Array.from({ length: 2000 }, (_, i) => "k" + (i * 7919) % 2003); return a.sort()[5]',
  'regular expression':
    'let n = 0; const t = "the quick brown fox jumps ".repeat(40); for (const m of t.matchAll(/(\\w+)\\s(\\w+)/g)) n += m[1].length; return n',
  'text building':
    'let s = ""; for (let i = 0; i < 3000; i++) s += String.fromCharCode(97 + i % 26); return s.split("a").join("-").length'
}

const COPIES = 3
// Many short rounds: on a busy machine some of them run undisturbed.
const ROUNDS = 60
const SECONDS_PER_ROUND = 0.003
const WARM_UP_SECONDS = 0.15

export async function measureOverhead(): Promise<Overhead[]> {
  const binary = await readInterpreter()
  const rewritten = atOnce(rewritePinned(binary, LAYOUT)).binary
  const copies = (of: Uint8Array) =>
    Array.from({ length: COPIES }, () => plainInterpreter(new WebAssembly.Module(new Uint8Array(of))))
  const [shipped, metered] = [copies(binary), copies(rewritten)]
  return Object.entries(PROGRAMS).map(([program, body]) => {
    const runs = [...shipped, ...metered].map((interpreter) => interpreter.prepare(body))
    const least = leastOfRounds(runs)
    const unmeteredMicroseconds = median(least.slice(0, COPIES))
    const meteredMicroseconds = median(least.slice(COPIES))
    const ratio = meteredMicroseconds / unmeteredMicroseconds
    return { program, unmeteredMicroseconds, meteredMicroseconds, ratio }
  })
}

// Microseconds of each, in alternating rounds. Whatever else the machine does only ever adds time.
function leastOfRounds(runs: readonly (() => void)[]): number[] {
  for (const run of runs) timed(run, WARM_UP_SECONDS)
  const least = runs.map(() => Number.POSITIVE_INFINITY)
  for (let round = 0; round < ROUNDS; round++) {
    runs.forEach((run, index) => {
      least[index] = Math.min(least[index]!, timed(run, SECONDS_PER_ROUND))
    })
  }
  return least
}

function timed(run: () => void, seconds: number): number {
  const started = performance.now()
  let count = 0
  for (; performance.now() - started < seconds * 1000; count++) run()
  return ((performance.now() - started) * 1000) / count
}

type Native = Record<string, (...operands: number[]) => number>

// The least that runs a program in either binary: a context, a compiled function, and a call of it with nothing restored.
function plainInterpreter(module: WebAssembly.Module) {
  const memory = new WebAssembly.Memory({ initial: 512, maximum: 512 })
  const imports: Record<string, WebAssembly.ImportValue> = { [LAYOUT.memory]: memory }
  for (const { name, kind } of WebAssembly.Module.imports(module))
    if (kind === 'function') imports[name] = () => 0
  const instance = new WebAssembly.Instance(module, { [LAYOUT.importModule]: imports })
  const native = instance.exports as Native
  const exported = (name: keyof typeof LAYOUT.exports) => native[LAYOUT.exports[name]]!
  const meters = instance.exports as Record<string, WebAssembly.Global<'i32'> | undefined>
  exported('start')()
  const runtime = exported('newRuntime')()
  installAllocator(instance.exports, new DataView(memory.buffer), runtime)
  const context = exported('newContext')(runtime, 0)
  const write = (text: string) => {
    const bytes = new TextEncoder().encode(`${text}\0`)
    const at = exported('malloc')(bytes.length)
    new Uint8Array(memory.buffer).set(bytes, at)
    return [at, bytes.length - 1] as const
  }
  return {
    prepare(body: string): () => void {
      const [source, length] = write(`(function () { ${body} })`)
      const target = exported('evaluate')(context, source, length, write('bench')[0], 0, 0)
      const nothing = exported('undefinedValue')()
      return () => {
        for (const meter of ['meter.instructions', 'meter.steps']) {
          const budget = meters[meter]
          if (budget !== undefined) budget.value = 0x7fffffff
        }
        exported('freeValue')(context, exported('call')(context, target, nothing, 0, 0))
      }
    }
  }
}

// The runtime starts with pointers to its four allocator functions; a binary that has none of its own keeps them.
function installAllocator(exports: WebAssembly.Exports, view: DataView, runtime: number): void {
  const table = exports[TABLE_EXPORT] as WebAssembly.Table | undefined
  if (table === undefined) return
  for (const [index, name] of ['malloc', 'free', 'realloc', 'size'].entries()) {
    const pointer = table.grow(1)
    table.set(pointer, exports[`allocator.${name}`])
    view.setUint32(runtime + 4 * index, pointer, true)
  }
}
