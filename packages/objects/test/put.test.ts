// What a put does, by what it meets: nothing, what is no longer there, a passive object, an active one.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { encodeValue, HANDLER_CHARACTERS, HANDLERS } from '@halley/model'
import type { ObjectsEffect } from '../src/effects.ts'
import { Objects } from '../src/objects.ts'
import { OBJECTS_DEFAULTS } from '../src/options.ts'
import { rows } from './rows.ts'
import { scenario } from './scenario.ts'

describe('put over nothing', () => {
  rows([
    { it: 'stores a passive value', does: 'put x', meets: '{}', ends: 'commit 1 [x#new] as 3.2.2' },
    {
      it: 'stores what onPut accepted',
      does: 'put x!put',
      meets: '{}',
      asks: ['put x → accept y'],
      ends: 'commit 1 [y!put#new] as 3.2.2'
    },
    {
      it: 'stores nothing where onPut refused',
      does: 'put x!put',
      meets: '{}',
      asks: ['put x → refuse local=7'],
      ends: 'respond 1 REFUSED'
    },
    {
      it: 'stores nothing where onPut failed',
      does: 'put x!put',
      meets: '{}',
      asks: ['put x → fails INSTRUCTIONS_EXCEEDED'],
      ends: 'respond 1 INSTRUCTIONS_EXCEEDED'
    },
    {
      it: 'keeps its own quorum and writes by it',
      does: 'put x/5.3.4',
      meets: '{}',
      ends: 'commit 1 [x/5.3.4#new] as 5.3.4'
    },
    { it: 'keeps its expiry', does: 'put x@900', meets: '{}', ends: 'commit 1 [x@900#new] as 3.2.2' },
    {
      it: 'stores the local state that onPut left',
      does: 'put x!put',
      meets: '{}',
      asks: ['put x → accept x local=7'],
      ends: 'commit 1 [x!put#new] as 3.2.2 local=7#new'
    }
  ])
})

describe('an update', () => {
  rows([
    {
      it: 'of nothing is not made',
      does: 'put x update',
      meets: '{}',
      ends: 'respond 1 NOT_FOUND'
    },
    {
      it: 'of what was deleted is not made, and runs no code of its own',
      does: 'put x!put update',
      meets: '{a1} a1=†',
      ends: 'respond 1 NOT_FOUND'
    },
    {
      it: 'of what is there is a put like any other',
      does: 'put y update',
      meets: '{a1} a1=x!update',
      asks: ['update x, incoming y → keep z'],
      ends: 'permit → commit 1 [z!update over a1] as 3.2.2'
    }
  ])

  it('that finds nothing needs the word of homes, as a get does; another put does not', () => {
    const reads: boolean[] = []
    const emit = (effect: ObjectsEffect) => {
      if (effect.type === 'read') reads.push(effect.scope.maybeNew)
    }
    const core = new Objects({ self: 'A', secret: '', options: OBJECTS_DEFAULTS, emit })
    const put = { op: 'put' as const, key: 'k', value: encodeValue(1) }
    core.arrive(1, put, { id: 'client' }, 100)
    core.arrive(2, { ...put, update: true }, { id: 'client' }, 100)
    assert.deepEqual(reads, [true, false])
  })
})

describe('put over what is no longer there', () => {
  rows([
    {
      it: 'supersedes a tombstone',
      does: 'put x',
      meets: '{a1} a1=†',
      ends: 'commit 1 [x#new over a1] as 3.2.2 local=none'
    },
    {
      it: 'supersedes what has expired',
      does: 'put x',
      meets: '{a1} a1=old!update@99',
      ends: 'permit → commit 1 [x#new over a1] as 3.2.2 local=none'
    },
    {
      it: 'has the quorum of what was there: its readers go by that until they know better',
      does: 'put x',
      meets: '{a1} a1=†/5.3.4',
      ends: 'commit 1 [x/5.3.4#new over a1] as 5.3.4 local=none'
    },
    {
      it: 'also where that has expired',
      does: 'put x',
      meets: '{a1} a1=old@99/5.3.4',
      ends: 'permit → commit 1 [x/5.3.4#new over a1] as 5.3.4 local=none'
    },
    {
      it: 'unless the put names its own',
      does: 'put x/1.1.1',
      meets: '{a1} a1=†/5.3.4',
      ends: 'commit 1 [x/1.1.1#new over a1] as 1.1.1 local=none'
    },
    {
      it: 'is a creation: onPut decides, and knows nothing of the local state that was there',
      does: 'put x!put',
      meets: '{a1} a1=†',
      asks: ['put x → accept x'],
      ends: 'commit 1 [x!put#new over a1] as 3.2.2 local=none'
    }
  ])
})

describe('put over a passive object', () => {
  rows([
    {
      it: 'without a context is a sibling',
      does: 'put y',
      meets: '{a1} a1=x',
      ends: 'commit 1 [y] as 3.2.2'
    },
    {
      it: 'with its context supersedes it',
      does: 'put y over a1',
      meets: '{a1} a1=x',
      ends: 'commit 1 [y over a1] as 3.2.2'
    },
    {
      it: 'supersedes only what its context covers',
      does: 'put z over a1',
      meets: '{a1 b1} a1=x b1=y',
      ends: 'commit 1 [z over a1] as 3.2.2'
    },
    {
      it: 'clears away a tombstone beside it',
      does: 'put z over a1',
      meets: '{a1 b1} a1=x b1=†',
      ends: 'commit 1 [z over a1 b1] as 3.2.2'
    },
    {
      it: 'with code is loaded, not asked: there is nobody to ask',
      does: 'put y!put over a1',
      meets: '{a1} a1=x',
      asks: ['load y → accept y'],
      ends: 'commit 1 [y!put over a1] as 3.2.2'
    },
    {
      it: 'without a context leaves alone equal versions too: it has seen neither',
      does: 'put y',
      meets: '{a1 b1} a1=x b1=x',
      ends: 'commit 1 [y] as 3.2.2'
    }
  ])
})

describe('put over an active object: the old one decides', () => {
  rows([
    {
      it: 'accept stores what came, also without a context',
      does: 'put y',
      meets: '{a1} a1=x!update',
      asks: ['update x, incoming y → accept y'],
      ends: 'permit → commit 1 [y over a1] as 3.2.2'
    },
    {
      it: 'accept is how code is upgraded',
      does: 'put y!get',
      meets: '{a1} a1=x!update',
      asks: ['load y → accept y', 'update x, incoming y, local {} → accept y'],
      ends: 'permit → commit 1 [y!get over a1] as 3.2.2'
    },
    {
      it: 'keep stores nothing, and succeeds',
      does: 'put y',
      meets: '{a1} a1=x!update',
      asks: ['update x, incoming y → keep'],
      ends: 'respond 1 ok {} wrote nothing'
    },
    {
      it: 'keep with changes stores the changed old object',
      does: 'put y',
      meets: '{a1} a1=x!update',
      asks: ['update x, incoming y → keep xy'],
      ends: 'permit → commit 1 [xy!update over a1] as 3.2.2'
    },
    {
      it: 'keep with local changes stores those only',
      does: 'put y',
      meets: '{a1} a1=x!update local=6',
      asks: ['update x, incoming y, local 6 → keep local=7'],
      ends: 'commit 1 [] as 3.2.2 local=7'
    },
    {
      it: 'refuse changes nothing',
      does: 'put y over a1',
      meets: '{a1} a1=x!update',
      asks: ['update x, incoming y → refuse local=7'],
      ends: 'respond 1 REFUSED'
    },
    {
      it: 'a failure changes nothing',
      does: 'put y over a1',
      meets: '{a1} a1=x!update',
      asks: ['update x, incoming y → fails MEMORY_EXCEEDED'],
      ends: 'respond 1 MEMORY_EXCEEDED'
    },
    {
      it: 'code that does not load changes nothing, and the old object is not bothered',
      does: 'put y!put over a1',
      meets: '{a1} a1=x!update',
      asks: ['load y → fails CODE_INVALID'],
      ends: 'respond 1 CODE_INVALID'
    },
    {
      it: 'an object may delete itself on an update',
      does: 'put y',
      meets: '{a1} a1=x!update',
      asks: ['update x, incoming y → keep deleteSelf'],
      ends: 'permit → commit 1 [† over a1] as 3.2.2'
    },
    {
      it: 'an object without onUpdate is a value like any other',
      does: 'put y',
      meets: '{a1} a1=x!get',
      ends: 'commit 1 [y] as 3.2.2'
    }
  ])
})

describe('put: how many handlers its code may define', () => {
  const code = (count: number, last = 'x'): string => [...Array(count - 1).fill('x'), last].join('.')
  const most = code(HANDLERS, 'y'.repeat(HANDLER_CHARACTERS - 2))
  const tooLong = code(2, 'y'.repeat(HANDLER_CHARACTERS - 1))

  rows([
    {
      it: 'as many as a record may name, with names as long as it may hold',
      does: `put x!${most}`,
      meets: '{}',
      asks: ['put x → accept x'],
      ends: `commit 1 [x!${most}#new] as 3.2.2`
    },
    {
      it: 'one more is refused, whatever onPut decided',
      does: `put x!${code(HANDLERS + 1)}`,
      meets: '{}',
      asks: ['put x → accept x local=7'],
      ends: 'respond 1 CODE_INVALID'
    },
    {
      it: 'so is a longer name',
      does: `put x!${tooLong}`,
      meets: '{}',
      asks: ['put x → accept x'],
      ends: 'respond 1 CODE_INVALID'
    },
    {
      it: 'and an upgrade, without bothering the object that is there',
      does: `put y!${code(HANDLERS + 1)}`,
      meets: '{a1} a1=x!update',
      asks: ['load y → accept y'],
      ends: 'respond 1 CODE_INVALID'
    },
    {
      it: 'and one over a passive object',
      does: `put y!${tooLong} over a1`,
      meets: '{a1} a1=x',
      asks: ['load y → accept y'],
      ends: 'respond 1 CODE_INVALID'
    }
  ])
})

describe('put: the quorum that it asks for', () => {
  it('is the one to read by, in the first read and in the one of everybody', () => {
    scenario(`
      > arrive 1 put y/5.3.4 over a2
        read 1 as 5.3.4
      > reconciled 1 {a1} a1=x
        read 1 everyone as 5.3.4
      > reconciled 1 {a2} a2=x
        commit 1 [y/5.3.4 over a2] as 5.3.4
    `)
  })
})

describe('put: what it may not leave out', () => {
  it('neither code nor value is no put', () => {
    scenario(`
      > arrive 1 put
        respond 1 REQUEST_INVALID
    `)
  })
})
