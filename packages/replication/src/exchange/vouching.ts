// May this node's copy of a key go? Only when every other home of the key has said that it durably knows all that the copy
// knows, *as a home*: one that counts itself out may be about to drop its own copy, and then each of two nodes would rely on
// the other. A home that lacks something is sent the copy, and asked again.
//
// An old record (spent.ts) is not sent before all of the homes have been asked what they know. Where none knows anything, and two
// of them were there already when its versions were written, it was deleted, and the deletion is forgotten: they vouch for
// nothing, and the copy goes. As long as those that are down or silent could make it two, nobody is sent it. Where some know it
// and others know nothing, either may be: the ignorant have yet to hear of it, and will from the others, or they have forgotten
// already what the others are about to forget. They are not sent it, and are asked again; and what those who know it know besides
// is learnt from them, so that a copy whose deletion is being forgotten does not outlive it. The price is that of a long absence
// (quarantine.ts).
//
// A home that still does not say so has forgotten what this copy remembers: entries of the vector that it has pruned. Then the
// copy learns what that home knows, prunes likewise, and is vouched for the next time.
//
// Of a spent record (nobody could read anything of it for the whole grace time) nothing is as good as the record: a home
// that has dropped its own already, or never had it, vouches too.
import { includes, isNothing, type Key, type NodeId, type ObjectRecord } from '@halley/model'
import type { RemoteCopies } from '../remote-copies.ts'
import type { Replica } from '../replica.ts'
import { type RecollectionInit, recollect, WITNESSES } from './recollection.ts'

export interface VouchingInit extends RecollectionInit {
  readonly replica: Replica
  readonly remote: RemoteCopies
  readonly isSpent: (record: ObjectRecord) => boolean
  readonly isOld: (record: ObjectRecord) => boolean
}

/** Which homes that lack something of the record are sent it. */
type Given = 'anybody' | 'knowing' | 'nobody'

export class Vouching {
  readonly #init: VouchingInit

  constructor(init: VouchingInit) {
    this.#init = init
  }

  /**
   * Asks each of the homes, and tells whether all of them vouch for the record.
   *
   * @param down further homes, which cannot be asked now
   */
  all(
    homes: readonly NodeId[],
    down: number,
    n: number,
    key: Key,
    record: ObjectRecord,
    done: (all: boolean) => void
  ): void {
    const { isOld, isSpent } = this.#init
    if (!isOld(record) || isSpent(record)) return this.#each(homes, n, key, record, done)
    recollect(this.#init, { homes, n, key, record }, ({ known, witnesses, silent }) => {
      const mayBeForgotten = witnesses + silent + down >= WITNESSES
      if (known) this.#each(homes, n, key, record, done, 'knowing')
      else if (!mayBeForgotten) this.#each(homes, n, key, record, done)
      else done(silent === 0 && witnesses >= WITNESSES)
    })
  }

  #each(
    homes: readonly NodeId[],
    n: number,
    key: Key,
    record: ObjectRecord,
    done: (all: boolean) => void,
    giveTo: Given = 'anybody'
  ): void {
    let open = homes.length
    let all = true
    if (open === 0) return done(true)
    for (const home of homes) {
      this.#ask(home, n, key, record, giveTo, (vouches) => {
        all &&= vouches
        if (--open === 0) done(all)
      })
    }
  }

  #ask(
    home: NodeId,
    n: number,
    key: Key,
    record: ObjectRecord,
    giveTo: Given,
    done: (vouches: boolean) => void
  ): void {
    const { questions, remote, patience, isSpent } = this.#init
    questions.ask(home, patience(), (id) => ({ type: 'versions', id, n, key }), {
      background: true,
      unanswered: () => done(false),
      answered: (answer) => {
        if (answer.type !== 'known' || !answer.home) return done(false)
        const known = { context: answer.context, siblings: answer.dots.map((dot) => ({ dot })) }
        if (giveTo === 'knowing' && !includes(record, known)) return this.#learn(home, key, done)
        if (includes(known, record) || (isNothing(known) && isSpent(record))) return done(true)
        if (giveTo === 'nobody') return this.#learn(home, key, done)
        if (giveTo === 'knowing' && isNothing(known)) return done(false)
        remote.write(home, { key, record }, Number.POSITIVE_INFINITY, {
          stored: () => this.#ask(home, n, key, record, 'nobody', done),
          failed: () => done(false)
        })
      }
    })
  }

  #learn(home: NodeId, key: Key, done: (vouches: boolean) => void): void {
    const { remote, replica } = this.#init
    const over = (): void => done(false)
    remote.read(home, key, Number.POSITIVE_INFINITY, {
      copied: (record) => replica.write(key, { record }, { stored: over, refused: over }),
      failed: over
    })
  }
}
