// What the random tests of the model draw from: values, contents, and histories of three replicas that write and hear
// of each other. A history is played twice: on records, and on plain sets that forget nothing.
import fc from 'fast-check'
import { sha256 } from '../src/key.ts'
import { amend, type Content, EMPTY_RECORD, merge, type ObjectRecord } from '../src/record.ts'
import { encodeValue, type Value } from '../src/value.ts'
import type { Dot } from '../src/version.ts'
import { actor, code, life, showDot } from './words.ts'

/** Any value. */
export const values: fc.Arbitrary<Value> = fc.letrec<{ value: Value }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constant(null),
    fc.boolean(),
    fc.integer(),
    fc.double(),
    fc.constant(-0),
    fc.bigInt({ min: -(2n ** 80n), max: 2n ** 80n }),
    fc.string({ unit: 'binary' }),
    fc.uint8Array({ maxLength: 20 }),
    fc.array(tie('value'), { maxLength: 5 }),
    fc.dictionary(names(), tie('value'), { maxKeys: 5, noNullPrototype: true })
  )
})).value

// Names that JSON's extra forms use are among them, so that a value often looks like one.
function names(): fc.Arbitrary<string> {
  return fc
    .oneof(fc.string(), fc.constantFrom('$bytes', '$bigint', '$number', '$object'))
    .filter((name) => name !== '__proto__')
}

/** One content of each kind. */
export const CONTENTS: readonly Content[] = [
  { kind: 'value', state: encodeValue('x'), born: life('1'), writtenAt: 1 },
  { kind: 'tombstone', state: new Uint8Array(0), born: life('1'), writtenAt: 2 },
  { kind: 'value', code: code('get.update'), state: encodeValue({ n: 1 }), born: life('2'), writtenAt: 3 },
  {
    kind: 'value',
    state: encodeValue('y'),
    quorum: { n: 5, r: 3, w: 4 },
    born: life('f'),
    writtenAt: 4,
    expiresAt: 900
  },
  { kind: 'value', code: codeOf(''), state: encodeValue({}), born: life('2'), writtenAt: 5 }
]

function codeOf(source: string): { source: string; hash: string; handlers: string[] } {
  return { source, hash: sha256(source), handlers: [] }
}

interface Step {
  readonly at: number
  /** Write, forget (an edit without a new version), or hear of all that another knows. */
  readonly does: 'write' | 'forget' | 'hear'
  readonly from: number
  /** Which of the siblings the write supersedes, bit by bit. */
  readonly over: number
  readonly content: number
}

export const histories: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.record({
    at: fc.nat(2),
    does: fc.constantFrom('write' as const, 'write' as const, 'hear' as const, 'hear' as const, 'forget'),
    from: fc.nat(2),
    over: fc.nat(15),
    content: fc.nat(CONTENTS.length - 1)
  }),
  { maxLength: 25 }
)

/** What a replica knew at one moment: the record, and beside it everything it ever heard of. */
export interface Snapshot {
  readonly record: ObjectRecord
  /** Events as `a1`. */
  readonly known: ReadonlySet<string>
  readonly superseded: ReadonlySet<string>
}

const NOTHING: Snapshot = { record: EMPTY_RECORD, known: new Set(), superseded: new Set() }

/** Every state that a replica was in, the empty one first. */
export function snapshots(history: readonly Step[]): Snapshot[] {
  const replicas = [NOTHING, NOTHING, NOTHING]
  const seen = [NOTHING]
  for (const step of history) {
    const after = next(replicas[step.at] as Snapshot, step, replicas[step.from] as Snapshot)
    replicas[step.at] = after
    seen.push(after)
  }
  return seen
}

/** Two snapshots, put together the plain way: the union of all that both ever heard of. */
export function union(a: Snapshot, b: Snapshot): Snapshot {
  return {
    record: merge(a.record, b.record),
    known: a.known.union(b.known),
    superseded: a.superseded.union(b.superseded)
  }
}

function next(here: Snapshot, { at, does, over, content }: Step, there: Snapshot): Snapshot {
  if (does === 'hear') return union(here, there)
  const { record, known, superseded } = here
  const supersedes: Dot[] = record.siblings.filter((_, bit) => over & (1 << bit)).map(({ dot }) => dot)
  const chosen = CONTENTS[content] as Content
  const by = actor('abc'.charAt(at))
  const edit = does === 'write' ? { supersedes, content: chosen } : { supersedes }
  const made = does === 'write' ? [`${'abc'.charAt(at)}${(record.context[by] ?? 0) + 1}`] : []
  return {
    record: amend(record, by, [edit]),
    known: known.union(new Set(made)),
    superseded: superseded.union(new Set(supersedes.map(showDot)))
  }
}
