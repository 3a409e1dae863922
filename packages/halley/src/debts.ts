// What objects and owners owe, as the disk has it: one note each, under the kind of the budget and the name.
//
//   key    "debt" · kind · name, with a separator between
//   value  left · at · penalty · easeAt · steppedAt (8 bytes each: see objects/src/budget.ts)
import type { Effect, Input } from '@halley/node'
import { DEBT_KINDS } from '@halley/objects'
import { type Change, type Storage, StorageError } from '@halley/storage'

type Debt = Extract<Effect, { type: 'storage.owe' }>['debts'][number]
type State = NonNullable<Debt['state']>

const FIELDS = ['left', 'at', 'penalty', 'easeAt', 'steppedAt'] as const

// Neither node ids nor keys have control characters.
const SEPARATOR = '\u0000'
const BEFORE = `debt${SEPARATOR}`
const BEHIND = 'debt\u0001'

/** Carries out `storage.owe`. A disk that refuses forgives what would be owed at the next start, and that is told. */
export function owe(storage: Storage, debts: readonly Debt[], onUnwritten: () => void): void {
  storage.write(debts.map(changeOf)).catch((error: unknown) => {
    if (!(error instanceof StorageError)) throw error
    onUnwritten()
  })
}

/** What an earlier run wrote down. */
export function owed(storage: Storage, onCorrupt: () => void): Input {
  const debts: Debt[] = []
  for (const { key, value } of storage.scan('meta', {
    after: bytesOf(BEFORE),
    before: bytesOf(BEHIND),
    onCorrupt
  })) {
    const debt = read(Buffer.from(key).toString('utf8'), value)
    if (debt === undefined) onCorrupt()
    else debts.push(debt)
  }
  return { type: 'storage.owed', debts }
}

function changeOf({ kind, name, state }: Debt): Change {
  const key = bytesOf([BEFORE + kind, name].join(SEPARATOR))
  return { space: 'meta', key, value: state === undefined ? null : write(state) }
}

function write(state: State): Uint8Array {
  const bytes = new Uint8Array(8 * FIELDS.length)
  const view = new DataView(bytes.buffer)
  FIELDS.forEach((field, at) => {
    view.setFloat64(8 * at, state[field])
  })
  return bytes
}

function read(key: string, value: Uint8Array): Debt | undefined {
  const [word, ...rest] = key.slice(BEFORE.length).split(SEPARATOR)
  const kind = DEBT_KINDS.find((known) => known === word)
  if (kind === undefined || rest.length !== 1 || value.length !== 8 * FIELDS.length) return undefined
  const view = new DataView(value.buffer, value.byteOffset, value.byteLength)
  const state = Object.fromEntries(FIELDS.map((field, at) => [field, view.getFloat64(8 * at)]))
  if (!Object.values(state).every(Number.isFinite)) return undefined
  return { kind, name: rest[0] as string, state: state as unknown as State }
}

function bytesOf(text: string): Uint8Array {
  return Buffer.from(text, 'utf8')
}
