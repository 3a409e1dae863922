// The life of an object, from its creation to its end: what this replica keeps for one life, the next does not see.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import {
  amend,
  decodeValue,
  encodeValue,
  NO_USAGE,
  type ObjectRecord,
  packLocal,
  unpackLocal
} from '@halley/model'
import { actor, life, record } from '../../model/test/words.ts'
import type { ObjectsEffect } from '../src/effects.ts'
import { Objects } from '../src/objects.ts'
import { OBJECTS_DEFAULTS } from '../src/options.ts'
import { rows } from './rows.ts'
import { scenario } from './scenario.ts'

describe('a life', () => {
  rows([
    { it: 'begins where nothing was', does: 'put x', meets: '{}', ends: 'commit 1 [x#new] as 3.2.2' },
    {
      it: 'begins anew after a deletion',
      does: 'put x',
      meets: '{a1} a1=†#7',
      ends: 'commit 1 [x#new over a1] as 3.2.2 local=none'
    },
    {
      it: 'begins anew after an expiry',
      does: 'put x over a1',
      meets: '{a1} a1=old@99#7',
      ends: 'commit 1 [x#new over a1] as 3.2.2 local=none'
    },
    {
      it: 'goes on in what replaces the object',
      does: 'put y over a1',
      meets: '{a1} a1=x#7',
      ends: 'commit 1 [y#7 over a1] as 3.2.2'
    },
    {
      it: 'goes on in what is put beside it',
      does: 'put y',
      meets: '{a1} a1=x#7',
      ends: 'commit 1 [y#7] as 3.2.2'
    },
    {
      it: 'goes on in what the object accepts, and in its new code',
      does: 'put y!get',
      meets: '{a1} a1=x!update#7',
      asks: ['load y → accept y', 'update x, incoming y, local {} → accept y'],
      ends: 'permit → commit 1 [y!get#7 over a1] as 3.2.2'
    },
    {
      it: 'goes on in what the object makes of itself',
      does: 'get',
      meets: '{a1} a1=x!get#7',
      asks: ['get x → keep xx'],
      ends: 'permit → commit 1 [xx!get#7 over a1] as 3.2.2'
    },
    {
      it: 'is named by the mark of its end',
      does: 'delete over a1',
      meets: '{a1} a1=x#7',
      ends: 'commit 1 [†#7 over a1] as 3.2.2'
    },
    {
      it: 'also where the object ended itself',
      does: 'get',
      meets: '{a1} a1=x!get#7',
      asks: ['get x → keep deleteSelf'],
      ends: 'permit → commit 1 [†#7 over a1] as 3.2.2'
    },
    {
      it: 'is the latest one where two began unknown to each other',
      does: 'put z over a1 b1',
      meets: '{a1 b1} a1=x#1 b1=y#2',
      ends: 'commit 1 [z#2 over a1 b1] as 3.2.2'
    },
    {
      it: 'is the latest live one: a dead one beside it has none to give',
      does: 'put z over a1',
      meets: '{a1 b1} a1=x#1 b1=†#2',
      ends: 'commit 1 [z#1 over a1 b1] as 3.2.2'
    }
  ])
})

describe('what this replica keeps for a life', () => {
  rows([
    {
      it: 'is seen in that life',
      does: 'get',
      meets: '{a1} a1=x!get#7 local=6#7',
      asks: ['get x, local 6 → keep reply=hi'],
      ends: 'respond 1 ok {a1} a1=hi'
    },
    {
      it: 'is not seen in another, though nobody has forgotten it here',
      does: 'get',
      meets: '{a1} a1=x!get#7 local=6#1',
      asks: ['get x → keep reply=hi'],
      ends: 'respond 1 ok {a1} a1=hi'
    },
    {
      it: 'is kept under the life that it belongs to, in the place of an earlier one’s',
      does: 'get',
      meets: '{a1} a1=x!get#7 local=6#1',
      asks: ['get x → keep local=1'],
      ends: 'commit 1 [] as 3.2.2 local=1#7'
    },
    {
      it: 'is kept under the new one by an onPut, which sees nothing of the old',
      does: 'put x!put',
      meets: '{a1} a1=†#1 local=6#1',
      asks: ['put x → accept x local=7'],
      ends: 'commit 1 [x!put#new over a1] as 3.2.2 local=7#new'
    },
    {
      it: 'is handed on to what the object accepts',
      does: 'put y',
      meets: '{a1} a1=x!update#7 local=6#7',
      asks: ['update x, incoming y, local 6 → accept y local=8'],
      ends: 'permit → commit 1 [y#7 over a1] as 3.2.2 local=8#7'
    },
    {
      it: 'of two that began unknown to each other, is seen if it is of the latest',
      does: 'get',
      meets: '{a1 b1} a1=x!get#1 b1=y!get#2 local=6#2',
      asks: ['get x, local 6 → keep', 'get y, local 6 → keep local=7'],
      ends: 'commit 1 [] as 3.2.2 local=7#2'
    }
  ])

  it('is seen by the next turn of the same life', () => {
    scenario(`
      > arrive 1 put x!get.update
        read 1
      > arrive 2 put y
        read 2
      > reconciled 1 {}
        invoke 1 put x
      > reconciled 2 {}
      > finished 1 accept x local=1
        commit 1 [x!get.update#new] as 3.2.2 local=1#new
      > committed 1 {a1} a1=x!get.update#7 as a1
        respond 1 ok {a1} wrote a1
        refresh 2
      > refreshed 2 {a1} a1=x!get.update#7 local=1#7
        invoke 2 update x, incoming y, local 1
    `)
  })
})

describe('what this replica keeps while two lives stand side by side', () => {
  const quorum = { n: 3, r: 2, w: 2 }
  const kept = {
    ok: true,
    decision: 'keep',
    state: encodeValue('xx'),
    stateChanged: true,
    local: encodeValue(7),
    localChanged: true,
    deleteSelf: false,
    handlers: ['onGet'],
    usage: NO_USAGE
  } as const

  /** A get by which the version of life 1 changes itself and what is kept; then what the next get is shown of that. */
  function nextSees(object: ObjectRecord): unknown {
    const effects: ObjectsEffect[] = []
    const emit = (effect: ObjectsEffect): void => void effects.push(effect)
    const core = new Objects({ self: 'A', secret: '', options: OBJECTS_DEFAULTS, emit })
    const get = (turn: number, record: ObjectRecord, local: Uint8Array | null): void => {
      core.arrive(turn, { op: 'get', key: 'k' }, { id: 'client' }, 100)
      core.reconciled(turn, { record, local, quorum, list: ['A'], answers: new Map() }, 100)
    }
    get(1, object, null)
    core.finished(1, kept, 100)
    core.permitted(1, true)
    const written = effects.at(-1)
    assert.ok(written?.type === 'commit')
    const after = amend(object, actor('a'), written.commit.edits)
    core.committed(1, after, [])
    get(2, after, written.commit.local ?? null)
    const asked = effects.at(-1)
    assert.ok(asked?.type === 'invoke')
    const { local } = asked.invocation
    return local === undefined ? 'nothing' : decodeValue(local)
  }

  it('is seen by the next event where the other life is the latest before and after', () =>
    assert.equal(nextSees(record('{a1 b5} a1=x!get#1 b5=y#2')), 7))

  it('is seen by the next event where the change makes its life the latest', () =>
    assert.equal(nextSees(record('{a1 b1} a1=x!get#1 b1=y#2')), 7))

  it('is seen by the next event where its life is the latest before and after', () =>
    assert.equal(nextSees(record('{a2 b1} a2=x!get#1 b1=y#2')), 7))
})

describe('packLocal and unpackLocal', () => {
  const local = encodeValue({ gets: 1 })

  it('what goes in comes out, of the same life', () => {
    assert.deepEqual(
      Buffer.from(unpackLocal([life('7')], packLocal(life('7'), local)) ?? []),
      Buffer.from(local)
    )
  })

  it('nothing comes out of another life, of none, and of nothing', () => {
    assert.equal(unpackLocal([life('1')], packLocal(life('7'), local)), null)
    assert.equal(unpackLocal([''], packLocal(life('7'), local)), null)
    assert.equal(unpackLocal([life('7')], null), null)
  })

  it('nothing comes out of bytes that are no packed state', () => {
    for (const bytes of [Uint8Array.of(), Uint8Array.of(1, 2), local])
      assert.equal(unpackLocal([life('7')], bytes), null)
  })
})
