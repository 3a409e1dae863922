// A small assembler for modules that have what the rewriter insists on (an imported memory, a stack pointer, a dispatch
// site, an allocator), and besides it the functions of a test, written as text:
//
//     loop   br_if 0   end   call 7   i32.const 64   global.set 0
//
// An instruction is a word and its whole numbers. Comments are not needed at this size.
import { name, s32, u32 } from '../../src/wasm/bytes.ts'
import { LAYOUT, type Layout } from '../../src/wasm/layout.ts'

export interface TestFunction {
  readonly parameters?: number
  readonly results?: number
  /** Locals beyond the parameters, all i32. */
  readonly locals?: number
  readonly code: string
}

/** The index of the first function of a test; before it are one import, and the four functions below. */
export const FIRST = 5
export const IMPORT = 0

/** What describes these modules to the rewriter. */
export const TEST_LAYOUT: Layout = { ...LAYOUT, opcodes: 2, realloc: 4 }

/** The dispatch site of these modules, and an allocator that always hands out the same chunk. */
const GIVEN: readonly TestFunction[] = [
  {
    parameters: 1,
    locals: 1,
    code: `loop block block
             local.get 0 i32.load8_u 0 0 local.tee 1 i32.const 1 i32.sub br_table 2 0 1 0
           end local.get 0 i32.const 1 i32.add local.set 0 br 1 end end`
  },
  { parameters: 1, results: 1, code: 'i32.const 1024' },
  { parameters: 1, code: '' },
  { parameters: 2, results: 1, code: 'i32.const 1024' }
]

/** A module whose functions from FIRST on are these, exported as f5, f6, … All of them are also in the table. */
export function assemble(functions: readonly TestFunction[]): Uint8Array<ArrayBuffer> {
  const all = [...GIVEN, ...functions]
  const indices = all.map((_, index) => index + 1)
  const exports = [
    [...name(LAYOUT.exports.malloc), 0, 2],
    [...name(LAYOUT.exports.free), 0, 3],
    ...indices.map((index) => [...name(`f${index}`), 0, ...u32(index)])
  ]
  return Uint8Array.of(
    ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
    ...section(1, vector([type({}), ...all.map(type)])),
    ...section(
      2,
      vector([
        [...name(LAYOUT.importModule), ...name('f'), 0, 0],
        [...name(LAYOUT.importModule), ...name(LAYOUT.memory), 2, 0, 1]
      ])
    ),
    ...section(3, vector(indices.map(u32))),
    ...section(4, vector([[0x70, 0, ...u32(indices.length)]])),
    ...section(6, vector([[0x7f, 1, ...assembled('i32.const 4096'), 0x0b]])),
    ...section(7, vector(exports)),
    ...section(9, vector([[0, ...assembled('i32.const 0'), 0x0b, ...vector(indices.map(u32))]])),
    ...section(10, vector(all.map(body)))
  )
}

const OPCODES: Readonly<Record<string, number>> = {
  unreachable: 0x00,
  block: 0x02,
  loop: 0x03,
  if: 0x04,
  else: 0x05,
  end: 0x0b,
  br: 0x0c,
  br_if: 0x0d,
  br_table: 0x0e,
  return: 0x0f,
  call: 0x10,
  call_indirect: 0x11,
  drop: 0x1a,
  'local.get': 0x20,
  'local.set': 0x21,
  'local.tee': 0x22,
  'global.get': 0x23,
  'global.set': 0x24,
  'i32.load8_u': 0x2d,
  'memory.grow': 0x40,
  'i32.const': 0x41,
  'i32.eqz': 0x45,
  'i32.add': 0x6a,
  'i32.sub': 0x6b,
  'memory.copy': 0xfc
}

const BLOCKS: ReadonlySet<string> = new Set(['block', 'loop', 'if'])

function assembled(text: string): number[] {
  const words = text.split(/\s+/).filter((word) => word !== '')
  const bytes: number[] = []
  while (words.length > 0) {
    const word = words.shift()!
    const opcode = OPCODES[word]
    if (opcode === undefined) throw new Error(`the assembler has no ${word}`)
    const operands: number[] = []
    while (/^-?\d+$/.test(words[0] ?? '')) operands.push(Number(words.shift()))
    const encode = word === 'i32.const' ? s32 : u32
    bytes.push(opcode, ...operands.flatMap(encode))
    if (BLOCKS.has(word)) bytes.push(0x40)
    if (word === 'memory.copy') bytes.push(10, 0, 0)
    if (word === 'memory.grow') bytes.push(0)
  }
  return bytes
}

function body({ locals = 0, code }: TestFunction): number[] {
  const content = [...(locals > 0 ? [1, ...u32(locals), 0x7f] : [0]), ...assembled(code), 0x0b]
  return [...u32(content.length), ...content]
}

function type({ parameters = 0, results = 0 }: Partial<TestFunction>): number[] {
  return [0x60, parameters, ...Array(parameters).fill(0x7f), results, ...Array(results).fill(0x7f)]
}

function vector(entries: readonly (readonly number[])[]): number[] {
  return [...u32(entries.length), ...entries.flat()]
}

function section(id: number, content: readonly number[]): number[] {
  return [id, ...u32(content.length), ...content]
}
