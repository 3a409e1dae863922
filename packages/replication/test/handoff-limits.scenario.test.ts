// Hinted handoff at node A at its limits, as traces: retries, the cap on hints, homes that never come back.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { REPLICATION_DEFAULTS } from '../src/options.ts'
import { Replication } from '../src/replication.ts'
import { scenario } from './scenario.ts'
import { put } from './words.ts'

describe('hinted handoff: trying again', () => {
  it('a home that is up and did not take its copy gets it again after handoffRetryMs', () => {
    scenario(`
      > hinted C k
      > up C
        load k
      > loaded k {b1} b1=x
        to C: write 1 k {b1} b1=x
      > from C failed 1
      > at 9999
      > at 10000
        load k
      > loaded k {b1} b1=x
        to C: write 2 k {b1} b1=x
    `)
  })

  it('a copy that could not be read here is tried again too', () => {
    scenario(`
      > hinted C k
      > up C
        load k
      > unloaded k
      > at 10000
        load k
      > loaded k {b1} b1=x
        to C: write 1 k {b1} b1=x
    `)
  })

  it('one that is on its way is not sent a second time', () => {
    scenario(
      `
      > hinted C k
      > up C
        load k
      > loaded k {b1} b1=x
        to C: write 1 k {b1} b1=x
      > at 10000
      > from C stored 1
        load k
      > loaded k {b1} b1=x
        store 0: k unhints C
    `,
      { replicaTimeoutMs: 20_000 }
    )
  })

  it('a hint whose removal the disk refused is kept, and delivered once more', () => {
    scenario(`
      > hinted C k
      > up C
        load k
      > loaded k {b1} b1=x
        to C: write 1 k {b1} b1=x
      > from C stored 1
        load k
      > loaded k {b1} b1=x
        store 0: k unhints C
      > unwritten 0
      > load?
        0 reads, 0 writes, 0 routes, 0 questions, 1 hints
      > at 10000
        load k
      > loaded k {b1} b1=x
        to C: write 2 k {b1} b1=x
    `)
  })

  it('nothing is waited for once no hint is left', () => {
    scenario(`
      > hinted C k
      > up C
        load k
      > loaded k {b1} b1=x
        to C: write 1 k {b1} b1=x
      > from C stored 1
        load k
      > loaded k {b1} b1=x
        store 0: k unhints C
      > written 0
      > at 10000
      > at 20000
    `)
  })
})

describe('hinted handoff: a home that does not come back', () => {
  it('keeps its claim as long as the overlay counts it among the homes', () => {
    scenario(`
      > down C
      > hinted C k
      > at 10000
        locate k
      > located k BCA
        load k
      > loaded k {b1} b1=x
      > load?
        0 reads, 0 writes, 0 routes, 0 questions, 1 hints
    `)
  })

  it('loses it when the overlay does not: the copy goes to all who are homes now, then the hint is dropped', () => {
    scenario(`
      > down C
      > hinted C k
      > at 10000
        locate k
      > located k BADE
        load k
      > loaded k {b1} b1=x
        to B: write 1 k {b1} b1=x
        to D: write 2 k {b1} b1=x
      > from B stored 1
      > from D stored 2
        load k
      > loaded k {b1} b1=x
        store 0: k unhints C
    `)
  })

  it('is asked about again where one of them did not take it', () => {
    scenario(`
      > down C
      > hinted C k
      > at 10000
        locate k
      > located k BADE
        load k
      > loaded k {b1} b1=x
        to B: write 1 k {b1} b1=x
        to D: write 2 k {b1} b1=x
      > from B stored 1
      > from D failed 2
      > at 20000
        load k
      > loaded k {b1} b1=x
        to B: write 3 k {b1} b1=x
        to D: write 4 k {b1} b1=x
    `)
  })

  it('counts the homes by the object’s own N', () => {
    scenario(`
      > down C
      > hinted C k
      > at 10000
        locate k
      > located k BADE
        load k
      > loaded k {b1} b1=x/1.1.1
        to B: write 1 k {b1} b1=x/1.1.1
    `)
  })

  it('an old failure is none of a later delivery: the newer copy still has to arrive', () => {
    scenario(`
      > down C
      > hinted C k
      > at 10000
        locate k
      > located k BADE
        load k
      > loaded k {b1} b1=old
        to B: write 1 k {b1} b1=old
        to D: write 2 k {b1} b1=old
      > from B failed 1
      > up C
        load k
      > loaded k {b1} b1=old
        to C: write 3 k {b1} b1=old
      > from D failed 2
      > from B write 7 k {b2} b2=new for C
        load k
      > loaded k {b1} b1=old
        store 0: k {b2} b2=new hints C
      > written 0
        to B: stored 7
      > from C stored 3
      > at 10005
        load k
      > load?
        0 reads, 0 writes, 0 routes, 0 questions, 1 hints
    `)
  })
})

describe('hinted handoff: the cap on hints', () => {
  it('beyond it a copy for another home is refused, an ordinary one is not', () => {
    scenario(
      `
      > down C
      > hinted C k
      > from B write 7 l {b1} b1=x for C
        to B: failed 7 BUSY
      > from B write 8 l {b1} b1=x
        load l
      > loaded l {b1} b1=x
        to B: stored 8
    `,
      { hintsAtMost: 1 }
    )
  })

  it('a copy for this node itself is an ordinary one', () => {
    scenario(
      `
      > down C
      > hinted C k
      > from B write 7 l {b1} b1=x for A
        load l
    `,
      { hintsAtMost: 1 }
    )
  })

  it('a coordinator that has no room stands in for nobody: a fallback does, and its own copy counts for none of W', () => {
    scenario(
      `
      > hinted D l
      > down B
      > write 1 k x on {}
        locate k
      > located k BCDAE
        load k
      > loaded k {}
        store 0: k {a1} a1=x
      > written 0
        to E: write 1 k {a1} a1=x for B
        to C: write 2 k {a1} a1=x
        to D: write 3 k {a1} a1=x
      > from C stored 2
      > from E stored 1
        committed 1: {a1} a1=x as [a1]
    `,
      { hintsAtMost: 1 }
    )
  })

  it('where no fallback takes it either, nobody stands in, and no hint is kept', () => {
    scenario(
      `
      > hinted D l
      > down B
      > write 1 k x on {}
        locate k
      > located k BCDAE
        load k
      > loaded k {}
        store 0: k {a1} a1=x
      > written 0
        to E: write 1 k {a1} a1=x for B
        to C: write 2 k {a1} a1=x
        to D: write 3 k {a1} a1=x
      > from E failed 1
      > from C stored 2
      > from D stored 3
        committed 1: {a1} a1=x as [a1]
      > load?
        0 reads, 0 writes, 0 routes, 0 questions, 1 hints
    `,
      { hintsAtMost: 1 }
    )
  })

  it('a coordinator that is a home itself needs no room', () => {
    scenario(
      `
      > hinted D l
      > down B
      > write 1 k x on {}
        locate k
      > located k ABCD
        load k
      > loaded k {}
        store 0: k {a1} a1=x
    `,
      { hintsAtMost: 1 }
    )
  })

  it('holds for one home, too: the others have room left', () => {
    scenario(
      `
      > down C
      > hinted C k
      > from B write 7 l {b1} b1=x for C
        to B: failed 7 BUSY
      > from B write 8 l {b1} b1=x for D
        load l
    `,
      { hintsAtMost: 9, hintsOfOneHomeAtMost: 1 }
    )
  })

  it('does not keep a newer copy from taking the place of an older one', () => {
    scenario(
      `
      > down C
      > hinted C k
      > from B write 7 k {b2} b2=y for C
        load k
      > loaded k {b1} b1=x
        store 0: k {b2} b2=y hints C
      > written 0
        to B: stored 7
      > load?
        0 reads, 0 writes, 0 routes, 0 questions, 1 hints
    `,
      { hintsAtMost: 1 }
    )
  })

  it('lets a coordinator stand in for a home that it has room for, if not for the first that is down', () => {
    scenario(
      `
      > hinted B l
      > down B
      > down C
      > write 1 k x on {}
        locate k
      > located k BCDA
        load k
      > loaded k {}
        store 0: k {a1} a1=x hints C
    `,
      { hintsOfOneHomeAtMost: 1 }
    )
  })

  it('holds for copies that this node keeps as the coordinator, too', () => {
    let stores = 0
    const core = new Replication({
      self: 'A',
      actor: 'aaaaaaaaaaaaaaaa',
      epoch: 0,
      attendance: undefined,
      boot: 0,
      options: { ...REPLICATION_DEFAULTS, hintsAtMost: 1 },
      emit: (effect) => {
        if (effect.type === 'store') stores++
      }
    })
    core.down('B', 0)
    const quorum = { n: 3, r: 2, w: 2 }
    const base = { context: {}, siblings: [] }
    for (const [turn, key] of ['k', 'l', 'm'].entries()) {
      core.write(turn, { key, base, edits: [put('x')], quorum }, 0)
      core.located(key, ['B', 'C', 'D', 'A'], 0)
      core.loaded(key, { record: base, local: null }, 0)
      core.written(stores - 1, 0)
    }
    assert.ok(core.load.hints <= 1, `${core.load.hints} hints are kept; at most 1 is allowed`)
  })
})
