// The seed of handlers' randomness: not to be worked out from what others know of an event.
import assert from 'node:assert/strict'
import { it } from 'node:test'
import { record } from '../../model/test/words.ts'
import type { ObjectsEffect } from '../src/effects.ts'
import { Objects } from '../src/objects.ts'
import { OBJECTS_DEFAULTS } from '../src/options.ts'

/** The seed of the first get that a node with this secret runs, at 1,000. */
function seedOf(secret: string): string {
  const effects: ObjectsEffect[] = []
  const core = new Objects({
    ...{ self: 'A', secret, options: OBJECTS_DEFAULTS },
    emit: (effect) => effects.push(effect)
  })
  core.arrive(1, { op: 'get', key: 'k' }, { id: 'client' }, 1_000)
  const object = { record: record('{a1} a1=x!get'), local: null, quorum: { n: 3, r: 1, w: 1 } }
  core.reconciled(1, { ...object, list: ['A'], answers: new Map() }, 1_000)
  const asked = effects.at(-1)
  assert.ok(asked?.type === 'invoke')
  return asked.invocation.seed()
}

it('the seed of an event follows the secret of the node, and is the same for the same one', () => {
  assert.notEqual(seedOf('one'), seedOf('another'))
  assert.equal(seedOf('one'), seedOf('one'))
})
