// An independent check of a rewritten binary. It knows nothing of the rewriter's rules: a probe is any write to the meter of
// steps or instructions, and the check follows every way through every function.
//
//   - no way through a function goes round without a probe
//   - no chain of calls goes round without a probe
//   - the longest way between two probes, with whatever is called on it, has so many instructions
import { branchTargets, type Code, decode, type FunctionCode } from '../../src/wasm/code.ts'
import { METERS } from '../../src/wasm/globals.ts'
import { OP } from '../../src/wasm/instructions.ts'
import { readModule } from '../../src/wasm/sections.ts'
import { atOnce } from '../../src/wasm/slices.ts'

/** The most instructions that any activation executes between two probes, callees without a probe included. */
export function longestProbeFree(binary: Uint8Array): { instructions: number; function: number } {
  const module = readModule(binary)
  const first = module.globals - METERS.length
  const meters = [first + METERS.indexOf('steps'), first + METERS.indexOf('instructions')]
  const code = atOnce(decode(module))
  const graphs = code.functions.map((body) => graphOf(code, body, meters))
  const certain = certainFunctions(graphs)
  const order = callOrder(graphs, certain).map((index) => graphs[index - code.imported]!)
  const costs = new Map<number, Cost>([[ANYTHING, { start: 0, through: 0 }]])
  for (const graph of order) costs.set(graph.body.index, longestWays(graph, certain, costs, 'entry'))
  const longest = order.map((graph) => ({
    instructions: longestWays(graph, certain, costs, 'anywhere').start,
    function: graph.body.index
  }))
  return longest.reduce((a, b) => (a.instructions > b.instructions ? a : b))
}

interface Graph {
  readonly body: FunctionCode
  /** By instruction, counted from the function's first: where it may go on. The last is the function's exit. */
  readonly next: readonly (readonly number[])[]
  readonly probes: ReadonlySet<number>
  /** Direct calls, and -1 for what may call anything. */
  readonly calls: ReadonlyMap<number, number>
}

const ANYTHING = -1

function graphOf(code: Code, body: FunctionCode, meters: readonly number[]): Graph {
  const exit = body.last - body.first
  const { ends, elses } = matching(code, body)
  const next: number[][] = []
  const probes = new Set<number>()
  const calls = new Map<number, number>()
  const open: number[] = []
  for (let at = 0; at < exit; at++) {
    const opcode = code.opcode[body.first + at]!
    const operand = code.operand[body.first + at]!
    const label = (depth: number) => {
      const start = open[open.length - 1 - depth]
      if (start === undefined) return exit
      return code.opcode[body.first + start] === OP.loop ? start : ends.get(start)!
    }
    next[at] = [at + 1]
    if (opcode === OP.block || opcode === OP.loop || opcode === OP.if) open.push(at)
    if (opcode === OP.if) next[at] = [at + 1, elses.has(at) ? elses.get(at)! + 1 : ends.get(at)!]
    if (opcode === OP.else) next[at] = [label(0)]
    if (opcode === OP.end) open.pop()
    if (opcode === OP.br) next[at] = [label(operand)]
    if (opcode === OP.brIf) next[at] = [at + 1, label(operand)]
    if (opcode === OP.brTable) next[at] = branchTargets(code, body.first + at).map(label)
    if (opcode === OP.return) next[at] = [exit]
    if (opcode === OP.unreachable) next[at] = []
    if (opcode === OP.globalSet && meters.includes(operand)) probes.add(at)
    if (opcode === OP.call) calls.set(at, operand < code.imported ? ANYTHING : operand)
    if (opcode === OP.callIndirect) calls.set(at, ANYTHING)
  }
  return { body, next: [...next, []], probes, calls }
}

function matching(code: Code, body: FunctionCode) {
  const ends = new Map<number, number>()
  const elses = new Map<number, number>()
  const open: number[] = []
  for (let at = body.first; at < body.last; at++) {
    const opcode = code.opcode[at]!
    if (opcode === OP.block || opcode === OP.loop || opcode === OP.if) open.push(at - body.first)
    if (opcode === OP.else) elses.set(open.at(-1)!, at - body.first)
    if (opcode === OP.end && open.length > 0) ends.set(open.pop()!, at - body.first)
  }
  return { ends, elses }
}

// Functions that no way leaves without a probe. It starts from none and only adds, so no circle supports itself.
function certainFunctions(graphs: readonly Graph[]): Set<number> {
  const certain = new Set<number>()
  for (let before = -1; before < certain.size; ) {
    before = certain.size
    for (const graph of graphs) {
      if (certain.has(graph.body.index)) continue
      if (!reachable(graph, certain).has(graph.next.length - 1)) certain.add(graph.body.index)
    }
  }
  return certain
}

function isPaid(
  { probes, calls }: Pick<Graph, 'probes' | 'calls'>,
  certain: ReadonlySet<number>,
  at: number
): boolean {
  return probes.has(at) || certain.has(calls.get(at) ?? ANYTHING)
}

// What can be reached from the entry without a probe; probes themselves included.
function reachable(graph: Graph, certain: ReadonlySet<number>): Set<number> {
  const seen = new Set([0])
  for (const at of seen) {
    if (!isPaid(graph, certain, at)) for (const to of graph.next[at]!) seen.add(to)
  }
  return seen
}

// Functions, each behind all that it may call before its first probe.
function callOrder(graphs: readonly Graph[], certain: ReadonlySet<number>): number[] {
  const all = graphs.map(({ body }) => body.index)
  const calls = new Map<number, number[]>([[ANYTHING, all]])
  for (const graph of graphs) {
    const reached = reachable(graph, certain)
    const early = [...graph.calls].filter(([at]) => reached.has(at))
    calls.set(
      graph.body.index,
      early.map(([, callee]) => callee)
    )
  }
  const order = inOrder(
    all,
    (index) => calls.get(index)!,
    (index) => `calls go round without a probe, through function ${index}`
  )
  return order.filter((index) => index !== ANYTHING)
}

interface Cost {
  /** Instructions on the longest way that starts at the entry and meets no probe. */
  readonly start: number
  /** The same of those that reach the exit. */
  readonly through: number
}

// The longest ways without a probe from the function's entry, or from anywhere in it.
function longestWays(
  { body, next, probes, calls }: Graph,
  certain: ReadonlySet<number>,
  costs: ReadonlyMap<number, Cost>,
  from: 'entry' | 'anywhere'
): Cost {
  const order = inOrder(
    next.keys().toArray(),
    (at) => (isPaid({ probes, calls }, certain, at) ? [] : next[at]!),
    () => `function ${body.index} goes round without a probe`
  )
  const longest = new Float64Array(next.length).fill(from === 'entry' ? Number.NEGATIVE_INFINITY : 0)
  longest[0] = 0
  let start = 0
  for (const at of order.reverse()) {
    const callee = costs.get(calls.get(at) ?? ANYTHING)
    start = Math.max(start, longest[at]! + 1 + (callee?.start ?? 0))
    if (isPaid({ probes, calls }, certain, at)) continue
    for (const to of next[at]!) {
      longest[to] = Math.max(longest[to]!, longest[at]! + 1 + (callee?.through ?? 0))
    }
  }
  return { start, through: Math.max(0, longest.at(-1)!) }
}

// Depth first: every node behind all that it leads to. Throws when there is a circle.
function inOrder(
  nodes: readonly number[],
  next: (node: number) => readonly number[],
  circle: (node: number) => string
): number[] {
  const state = new Map<number, 'open' | 'done'>()
  const order: number[] = []
  for (const root of nodes) {
    const path = [{ node: root, at: 0 }]
    if (state.has(root)) continue
    state.set(root, 'open')
    while (path.length > 0) {
      const top = path.at(-1)!
      const to = next(top.node)[top.at++]
      if (to === undefined) {
        state.set(top.node, 'done')
        order.push(top.node)
        path.pop()
      } else if (state.get(to) === 'open') {
        throw new Error(circle(to))
      } else if (!state.has(to)) {
        state.set(to, 'open')
        path.push({ node: to, at: 0 })
      }
    }
  }
  return order
}
