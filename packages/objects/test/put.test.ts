// What a put does, by what it meets. Each row: the put, the object that the quorum knows, the handlers' answers in the
// order in which they are asked, and the one commit or failure that follows.
import { describe, it } from 'node:test'
import { SIBLINGS } from '@halley/model'
import { scenario } from './scenario.ts'

interface Row {
  readonly it: string
  readonly put: string
  readonly meets: string
  /** `put x → accept x`: what a handler is asked, and what it decides. */
  readonly asks?: readonly string[]
  readonly ends: string
}

function rows(table: readonly Row[]): void {
  for (const row of table) {
    it(row.it, () => {
      const lines = [`> arrive 1 put ${row.put}`, 'read 1', `> reconciled 1 ${row.meets}`]
      for (const ask of row.asks ?? []) {
        const [asked, decided] = ask.split(' → ')
        lines.push(`invoke 1 ${asked}`, `> finished 1 ${decided}`)
      }
      scenario([...lines, row.ends].join('\n'))
    })
  }
}

describe('put over nothing', () => {
  rows([
    { it: 'stores a passive value', put: 'x', meets: '{}', ends: 'commit 1 [x] as 3.2.2' },
    {
      it: 'stores what onPut accepted',
      put: 'x!put',
      meets: '{}',
      asks: ['put x → accept y'],
      ends: 'commit 1 [y!put] as 3.2.2'
    },
    {
      it: 'stores nothing where onPut refused',
      put: 'x!put',
      meets: '{}',
      asks: ['put x → refuse local=7'],
      ends: 'respond 1 REFUSED'
    },
    {
      it: 'stores nothing where onPut failed',
      put: 'x!put',
      meets: '{}',
      asks: ['put x → fails INSTRUCTIONS_EXCEEDED'],
      ends: 'respond 1 INSTRUCTIONS_EXCEEDED'
    },
    {
      it: 'keeps its own quorum and writes by it',
      put: 'x/5.3.4',
      meets: '{}',
      ends: 'commit 1 [x/5.3.4] as 5.3.4'
    },
    { it: 'keeps its expiry', put: 'x@900', meets: '{}', ends: 'commit 1 [x@900] as 3.2.2' },
    {
      it: 'stores the local state that onPut left',
      put: 'x!put',
      meets: '{}',
      asks: ['put x → accept x local=7'],
      ends: 'commit 1 [x!put] as 3.2.2 local=7'
    }
  ])
})

describe('put over what is no longer there', () => {
  rows([
    { it: 'supersedes a tombstone', put: 'x', meets: '{a1} a1=†', ends: 'commit 1 [x over a1] as 3.2.2' },
    {
      it: 'supersedes what has expired',
      put: 'x',
      meets: '{a1} a1=old!update@99',
      ends: 'commit 1 [x over a1] as 3.2.2'
    },
    {
      it: 'is a creation: onPut decides, and knows nothing of the local state that was there',
      put: 'x!put',
      meets: '{a1} a1=†',
      asks: ['put x → accept x'],
      ends: 'commit 1 [x!put over a1] as 3.2.2'
    }
  ])
})

describe('put over a passive object', () => {
  rows([
    { it: 'without a context is a sibling', put: 'y', meets: '{a1} a1=x', ends: 'commit 1 [y] as 3.2.2' },
    {
      it: 'with its context supersedes it',
      put: 'y over a1',
      meets: '{a1} a1=x',
      ends: 'commit 1 [y over a1] as 3.2.2'
    },
    {
      it: 'supersedes only what its context covers',
      put: 'z over a1',
      meets: '{a1 b1} a1=x b1=y',
      ends: 'commit 1 [z over a1] as 3.2.2'
    },
    {
      it: 'clears away a tombstone beside it',
      put: 'z over a1',
      meets: '{a1 b1} a1=x b1=†',
      ends: 'commit 1 [z over a1 b1] as 3.2.2'
    },
    {
      it: 'with code is loaded, not asked: there is nobody to ask',
      put: 'y!put over a1',
      meets: '{a1} a1=x',
      asks: ['load y → accept y'],
      ends: 'commit 1 [y!put over a1] as 3.2.2'
    },
    {
      it: 'without a context leaves alone equal versions too: it has seen neither',
      put: 'y',
      meets: '{a1 b1} a1=x b1=x',
      ends: 'commit 1 [y] as 3.2.2'
    }
  ])
})

describe('put over an active object: the old one decides', () => {
  rows([
    {
      it: 'accept stores what came, also without a context',
      put: 'y',
      meets: '{a1} a1=x!update',
      asks: ['update x, incoming y → accept y'],
      ends: 'commit 1 [y over a1] as 3.2.2'
    },
    {
      it: 'accept is how code is upgraded',
      put: 'y!get',
      meets: '{a1} a1=x!update',
      asks: ['load y → accept y', 'update x, incoming y, local {} → accept y'],
      ends: 'commit 1 [y!get over a1] as 3.2.2'
    },
    {
      it: 'keep stores nothing, and succeeds',
      put: 'y',
      meets: '{a1} a1=x!update',
      asks: ['update x, incoming y → keep'],
      ends: 'respond 1 ok {} wrote nothing'
    },
    {
      it: 'keep with changes stores the changed old object',
      put: 'y',
      meets: '{a1} a1=x!update',
      asks: ['update x, incoming y → keep xy'],
      ends: 'commit 1 [xy!update over a1] as 3.2.2'
    },
    {
      it: 'keep with local changes stores those only',
      put: 'y',
      meets: '{a1} a1=x!update local=6',
      asks: ['update x, incoming y, local 6 → keep local=7'],
      ends: 'commit 1 [] as 3.2.2 local=7'
    },
    {
      it: 'refuse changes nothing',
      put: 'y over a1',
      meets: '{a1} a1=x!update',
      asks: ['update x, incoming y → refuse local=7'],
      ends: 'respond 1 REFUSED'
    },
    {
      it: 'a failure changes nothing',
      put: 'y over a1',
      meets: '{a1} a1=x!update',
      asks: ['update x, incoming y → fails MEMORY_EXCEEDED'],
      ends: 'respond 1 MEMORY_EXCEEDED'
    },
    {
      it: 'code that does not load changes nothing, and the old object is not bothered',
      put: 'y!put over a1',
      meets: '{a1} a1=x!update',
      asks: ['load y → fails CODE_INVALID'],
      ends: 'respond 1 CODE_INVALID'
    },
    {
      it: 'an object may delete itself on an update',
      put: 'y',
      meets: '{a1} a1=x!update',
      asks: ['update x, incoming y → keep deleteSelf'],
      ends: 'commit 1 [† over a1] as 3.2.2'
    },
    {
      it: 'an object without onUpdate is a value like any other',
      put: 'y',
      meets: '{a1} a1=x!get',
      ends: 'commit 1 [y] as 3.2.2'
    }
  ])
})

describe('put over siblings: each decides for itself', () => {
  rows([
    {
      it: 'all accept: one version is left',
      put: 'z',
      meets: '{a1 b1} a1=x!update b1=y!update',
      asks: ['update x, incoming z → accept z', 'update y, incoming z, local {} → accept z'],
      ends: 'commit 1 [z over a1 b1] as 3.2.2'
    },
    {
      it: 'one accepts, one keeps: the new version stands beside the keeper',
      put: 'z over a1 b1',
      meets: '{a1 b1} a1=x!update b1=y!update',
      asks: ['update x, incoming z → accept z', 'update y, incoming z, local {} → keep'],
      ends: 'commit 1 [z over a1] as 3.2.2'
    },
    {
      it: 'all keep: nothing is written, also beside a passive sibling',
      put: 'z over a1 b1',
      meets: '{a1 b1} a1=x!update b1=y',
      asks: ['update x, incoming z → keep'],
      ends: 'respond 1 ok {a1 b1} wrote nothing'
    },
    {
      it: 'one refuses: nothing happens, whatever the others said',
      put: 'z',
      meets: '{a1 b1} a1=x!update b1=y!update',
      asks: ['update x, incoming z → accept z', 'update y, incoming z, local {} → refuse'],
      ends: 'respond 1 REFUSED'
    },
    {
      it: 'equal versions are asked once, and superseded together',
      put: 'z',
      meets: '{a1 b1} a1=x!update b1=x!update',
      asks: ['update x, incoming z → accept z'],
      ends: 'commit 1 [z over a1 b1] as 3.2.2'
    },
    {
      it: 'a keeper that changed is written beside the new version',
      put: 'z',
      meets: '{a1 b1} a1=x!update b1=y!update',
      asks: ['update x, incoming z → accept z', 'update y, incoming z, local {} → keep yy'],
      ends: 'commit 1 [yy!update over b1, z over a1] as 3.2.2'
    }
  ])
})

describe('put: the number of siblings is bounded', () => {
  const siblings = (count: number, first = 'v1'): string =>
    `{a${count}} ${[first, ...Array.from({ length: count - 1 }, (_, at) => `v${at + 2}`)].map((value, at) => `a${at + 1}=${value}`).join(' ')}`

  rows([
    {
      it: 'a blind put that would make one too many is refused',
      put: 'x',
      meets: siblings(SIBLINGS),
      ends: 'respond 1 SIBLINGS_FULL'
    },
    {
      it: 'the last one that fits is let in',
      put: 'x',
      meets: siblings(SIBLINGS - 1),
      ends: 'commit 1 [x] as 3.2.2'
    },
    {
      it: 'a put that reconciles is never refused',
      put: `x over a${SIBLINGS + 4}`,
      meets: siblings(SIBLINGS + 4),
      ends: `commit 1 [x over ${Array.from({ length: SIBLINGS + 4 }, (_, at) => `a${at + 1}`)
        .sort()
        .join(' ')}] as 3.2.2`
    },
    {
      it: 'a version that both accepted and was covered counts once',
      put: 'x over a1',
      meets: siblings(SIBLINGS + 1, 'v1!update'),
      asks: ['update v1, incoming x → accept x'],
      ends: 'respond 1 SIBLINGS_FULL'
    },
    {
      it: 'an object that keeps itself adds nothing, so it is not refused',
      put: 'x',
      meets: siblings(SIBLINGS + 1, 'v1!update'),
      asks: ['update v1, incoming x → keep'],
      ends: 'respond 1 ok {} wrote nothing'
    }
  ])
})

describe('put: what it may not leave out', () => {
  it('neither code nor value is no put', () => {
    scenario(`
      > arrive 1 put
        respond 1 REQUEST_INVALID
    `)
  })
})
