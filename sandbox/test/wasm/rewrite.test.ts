// The rewriter refuses every binary that is not the interpreter it knows.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { s32, u32 } from '../../src/wasm/bytes.ts'
import { decode } from '../../src/wasm/code.ts'
import { RewriteError, type RewriteErrorCode } from '../../src/wasm/errors.ts'
import { METERS, meterExport } from '../../src/wasm/globals.ts'
import { isBulk, OP } from '../../src/wasm/instructions.ts'
import { readInterpreter, rewritePinned } from '../../src/wasm/interpreter-binary.ts'
import { LAYOUT } from '../../src/wasm/layout.ts'
import { rewrite } from '../../src/wasm/rewrite.ts'
import { readModule } from '../../src/wasm/sections.ts'
import { atOnce } from '../../src/wasm/slices.ts'
import { longestProbeFree } from './probe-free.ts'

const original = new Uint8Array(await readInterpreter())
const rewritten = atOnce(rewrite(original, LAYOUT))

function refuses(binary: Uint8Array, code: RewriteErrorCode, layout = LAYOUT, by = rewrite): void {
  assert.throws(
    () => atOnce(by(binary, layout)),
    (error) => error instanceof RewriteError && error.code === code,
    code
  )
}

function otherVariant(name: string): Uint8Array {
  return readFileSync(fileURLToPath(import.meta.resolve(`@jitl/quickjs-wasmfile-${name}/wasm`)))
}

test('integers are written as LEB128', () => {
  assert.deepEqual(u32(0), [0])
  assert.deepEqual(u32(624485), [0xe5, 0x8e, 0x26])
  assert.deepEqual(s32(-1), [0x7f])
  assert.deepEqual(s32(64), [0xc0, 0x00])
  assert.deepEqual(s32(0x7fffffff), [0xff, 0xff, 0xff, 0xff, 0x07])
})

test('the pinned binary is accepted', () => {
  const { dispatch } = atOnce(rewritePinned(original, LAYOUT))
  assert.deepEqual(dispatch, { function: 221, instruction: 27956, at: 62233, programCounter: 6 })
})

test('the real binary has so many probes', () => {
  const code = atOnce(decode(readModule(original)))
  const count = (is: (at: number) => boolean) => code.start.keys().filter(is).toArray().length
  assert.equal(code.functions.length, 1321)
  assert.equal(
    count((at) => code.opcode[at] === OP.loop),
    1079
  )
  assert.equal(
    count((at) => code.opcode[at] === OP.bulk && isBulk(code.operand[at]!)),
    98
  )
  assert.equal(
    count((at) => code.opcode[at] === OP.globalSet),
    835
  )
  assert.deepEqual(rewritten.probes, { entries: 471, loops: 886, bulk: 98, stack: 459 })
})

test('no way through the real binary goes round without a probe, and the longest between two is short', () => {
  const { instructions } = longestProbeFree(rewritten.binary)
  assert.ok(instructions <= 1700, `${instructions}`)
})

test('all meters, the stack pointer and the table are exported', () => {
  const names = new Set(WebAssembly.Module.exports(rewritten.module).map(({ name }) => name))
  for (const meter of METERS) assert.ok(names.has(meterExport(meter)), meter)
  assert.ok(names.has('stackPointer') && names.has('functions'))
})

test('a module without the dispatch site is refused', () => {
  refuses(Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0), 'UNRECOGNISED')
})

test('what is not WebAssembly is refused', () => {
  refuses(new TextEncoder().encode('export default {}'), 'MALFORMED')
  refuses(new Uint8Array(0), 'MALFORMED')
})

test('a truncated binary is refused', () => {
  for (const share of [0.1, 0.5, 0.9]) {
    refuses(original.slice(0, original.length * share), 'MALFORMED')
  }
})

test('other builds of the same interpreter are refused', () => {
  for (const name of ['debug-sync', 'release-asyncify', 'debug-asyncify']) {
    refuses(otherVariant(name), 'UNRECOGNISED', LAYOUT, rewritePinned)
  }
})

test('a binary with no site, or with a site of another shape, is refused', () => {
  refuses(original, 'UNRECOGNISED', { ...LAYOUT, opcodes: 242 })
  // There is one br_table with 123 targets, but it does not fetch bytecode.
  refuses(original, 'UNRECOGNISED', { ...LAYOUT, opcodes: 123 })
})

test('a single changed byte is refused by the pin', () => {
  for (const at of [100, 62233, 300_000, original.length - 1]) {
    const tampered = original.slice()
    tampered[at]! ^= 1
    refuses(tampered, 'UNRECOGNISED', LAYOUT, rewritePinned)
  }
})

test('a changed dispatch site is refused by its shape', () => {
  const tampered = original.slice()
  // `i32.const 1` before the br_table becomes `i32.const 2`.
  const constant = tampered.lastIndexOf(OP.i32Const, 62232)
  tampered[constant + 1] = 2
  refuses(tampered, 'UNRECOGNISED')
})

test('an unknown instruction is refused', () => {
  const tampered = original.slice()
  tampered[atOnce(decode(readModule(original))).start[0]!] = 0xfd
  refuses(tampered, 'MALFORMED')
})
