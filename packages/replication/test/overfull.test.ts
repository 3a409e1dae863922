// More concurrent versions than a record may hold: many coordinators that could not hear each other, and each let in as many as
// one may. No copy can hold them all, and none is given up: reads show as many as fit, and what a write supersedes makes room.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import {
  decodeMessage,
  encodeMessage,
  encodeValue,
  type Message,
  type NodeId,
  type ObjectRecord,
  RECORD_SIBLINGS
} from '@halley/model'
import { actor, life, show, sibling } from '../../model/test/words.ts'
import { Homes } from './homes.ts'

const MANY = 40

/** So many versions of one actor, none of which has seen another. */
function many(letter: string): ObjectRecord {
  const siblings = Array.from({ length: MANY }, (_, at) => sibling(`${letter}${at + 1}=${letter}${at}`))
  return { context: { [actor(letter)]: MANY }, siblings }
}

/** Reads at A, and writes one version over all that the read shows. Returns how many those were. */
function resolve(homes: Homes, value: string): number {
  let shown = -1
  homes.heard = (core, _, effect) => {
    if (effect.type !== 'reconciled') return
    const { record: base, quorum } = effect.reconciled
    shown = base.siblings.length
    const supersedes = base.siblings.map(({ dot }) => dot)
    const content = { kind: 'value', state: encodeValue(value), born: life('0'), writtenAt: 0 } as const
    core.write(effect.turn, { key: 'k', base, edits: [{ supersedes, content }], quorum }, homes.now)
  }
  homes.core('A').read(1, 'k', { everyone: false, maybeNew: false }, homes.now)
  homes.pass(1_000)
  return shown
}

/** Every message can be read by whoever gets it. */
function legible(homes: Homes): Homes {
  homes.bend = (_: NodeId, message: Message) => decodeMessage(encodeMessage(message))
  return homes
}

describe('more versions than a record may hold', () => {
  it('stay where they are, and come into view when others have been superseded', () => {
    const homes = legible(new Homes('ABC'))
    homes.hold('A', 'k', many('a'))
    homes.hold('B', 'k', many('b'))
    homes.hold('C', 'k', many('c'))
    homes.start()
    homes.pass(120_000)
    assert.deepEqual(
      ['A', 'B', 'C'].map((name) => homes.held(name, 'k').siblings.length),
      [MANY, MANY, MANY]
    )
    let seen = 0
    for (let round = 0; round < 4; round++) {
      const shown = resolve(homes, `round ${round}`)
      assert.ok(shown <= RECORD_SIBLINGS, `${shown} were shown`)
      seen += shown
      homes.pass(120_000)
    }
    // Those of all three, and the version of each round but the last.
    assert.equal(seen, 3 * MANY + 3)
    for (const name of 'ABC') assert.match(show(homes.held(name, 'k')), /^\{[^}]*\} \w+="?round 3"?$/)
  })
})
