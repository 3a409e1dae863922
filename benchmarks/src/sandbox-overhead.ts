// What metering costs: the same programs in the rewritten and in the shipped binary, both instantiated in the same way, in
// alternating rounds.
import { readInterpreter, rewritePinned } from '../../sandbox/src/wasm/interpreter-binary.ts'
import { LAYOUT } from '../../sandbox/src/wasm/layout.ts'

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

const ROUNDS = 25
const SECONDS_PER_ROUND = 0.02

export async function measureOverhead(): Promise<Overhead[]> {
  const binary = await readInterpreter()
  const shipped = plainInterpreter(new WebAssembly.Module(new Uint8Array(binary)))
  const metered = plainInterpreter(rewritePinned(binary, LAYOUT).module)
  return Object.entries(PROGRAMS).map(([program, body]) => {
    const [runShipped, runMetered] = [shipped.prepare(body), metered.prepare(body)]
    const unmetered: number[] = []
    const counted: number[] = []
    timed(runShipped, 0.1)
    timed(runMetered, 0.1)
    for (let round = 0; round < ROUNDS; round++) {
      unmetered.push(timed(runShipped, SECONDS_PER_ROUND))
      counted.push(timed(runMetered, SECONDS_PER_ROUND))
    }
    // The least of the rounds: whatever else the machine does only ever adds time.
    const [unmeteredMicroseconds, meteredMicroseconds] = [Math.min(...unmetered), Math.min(...counted)]
    return {
      program,
      unmeteredMicroseconds,
      meteredMicroseconds,
      ratio: meteredMicroseconds / unmeteredMicroseconds
    }
  })
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
  const context = exported('newContext')(exported('newRuntime')(), 0)
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
