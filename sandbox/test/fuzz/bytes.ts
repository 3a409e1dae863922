// What reads bytes must refuse what is damaged with its own error: it never hangs, and never reads beyond the end.
import fc from 'fast-check'
import type { Value } from '../../src/index.ts'
import { openMessage, ValueReader } from '../../src/values/decode.ts'
import { encodeParts } from '../../src/values/encode.ts'
import { outline } from '../../src/values/outline.ts'
import { ValueError } from '../../src/values/value.ts'
import { RewriteError } from '../../src/wasm/errors.ts'
import { LAYOUT } from '../../src/wasm/layout.ts'
import { rewrite } from '../../src/wasm/rewrite.ts'
import { atOnce } from '../../src/wasm/slices.ts'
import { anyMutations, type Mutation, mutateUnits } from './mutations.ts'

const { value: anyValue } = fc.letrec<{ value: Value }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom<Value>(null, true, 0, -1, 2 ** 40, 0.5, '', 'x', '€', 2n ** 70n, Uint8Array.of(1, 2)),
    fc.array(tie('value'), { maxLength: 4 }),
    fc
      .dictionary(fc.constantFrom('a', 'b', '€', '0', '7'), tie('value'), { maxKeys: 3 })
      .map((entries) => ({ ...entries }))
  )
}))

/** Items of a damaged message that are read; there may be said to be any number. */
const READ = 8
const MOST_BYTES = 10_000

/** Messages that the encoder wrote, damaged, and texts of bytes that nobody wrote. */
export const anyMessage: fc.Arbitrary<Uint8Array> = fc.oneof(
  fc.tuple(fc.array(anyValue, { maxLength: 4 }), anyMutations).map(([values, mutations]) => {
    const { bytes } = encodeParts(values.map((value) => ({ name: 'it', value, maxBytes: 100_000 })))
    return damaged(bytes, mutations)
  }),
  fc
    .array(fc.oneof(fc.constantFrom(5, 0, 8, 9, 14, 15, 19, 7, 10, 17, 255, 128), fc.nat(255)), {
      maxLength: 40
    })
    .map((bytes) => Uint8Array.of(5, 0, 9, ...bytes))
)

function damaged(bytes: Uint8Array, mutations: readonly Mutation[]): Uint8Array {
  return Uint8Array.from(mutateUnits([...bytes], mutations, (drawn) => drawn & 255))
}

/** What is wrong with how a damaged message is read. */
export function checkMessage(bytes: Uint8Array): string[] {
  return [
    ...refused('reading', ValueError, () => {
      const message = openMessage(bytes)
      const reader = new ValueReader(message)
      for (let item = 0; item < Math.min(message.length, READ); item++) reader.next('it', MOST_BYTES)
    }),
    ...refused('outlining', ValueError, () => {
      for (const { end } of outline(bytes)?.items ?? []) {
        if (end > bytes.length) throw new Error(`an item ends at ${end} of ${bytes.length}`)
      }
    })
  ]
}

/** What is wrong with how a damaged interpreter is rewritten. */
export function checkBinary(binary: Uint8Array, mutations: readonly Mutation[]): string[] {
  // Bytes are only replaced: taking some out would spoil every section behind them, and the first would refuse it all.
  const bytes = binary.slice()
  for (const { at, kind, with: drawn } of mutations) {
    const place = Math.floor(at * bytes.length)
    if (kind === 'remove')
      return refused('rewriting', RewriteError, () => atOnce(rewrite(binary.slice(0, place), LAYOUT)))
    bytes[place] = drawn & 255
  }
  return refused('rewriting', RewriteError, () => atOnce(rewrite(bytes, LAYOUT)))
}

/** Milliseconds; all of these take far less than one. */
const MOST_MS = 2000

function refused(doing: string, Refusal: new (...parts: never[]) => Error, act: () => unknown): string[] {
  const started = performance.now()
  try {
    act()
  } catch (error) {
    if (!(error instanceof Refusal)) return [`${doing} failed with ${(error as Error)?.stack ?? error}`]
  }
  const ms = performance.now() - started
  return ms > MOST_MS ? [`${doing} took ${ms} ms`] : []
}
