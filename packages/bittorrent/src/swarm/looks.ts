// What tracker objects say, asked for when a view of them has grown old: one get at a time for each, and so many at once for all.
import type { HalleyNode } from 'halley'
import { BittorrentError } from '../errors.ts'
import { failure } from './failure.ts'
import { FAILED_MS, LOOKS_MOST, VIEW_OBJECTS, VIEW_PEERS } from './limits.ts'
import { NOTHING, readView, unite, type View } from './record.ts'
import type { Share, Swarm } from './swarm.ts'

export class Looks {
  readonly #node: Pick<HalleyNode, 'get'>
  readonly #now: () => number
  readonly #saw: (share: Share, view: View, askedAt: number) => void
  #underWay = 0

  constructor(
    node: Pick<HalleyNode, 'get'>,
    now: () => number,
    saw: (share: Share, view: View, askedAt: number) => void
  ) {
    this.#node = node
    this.#now = now
    this.#saw = saw
  }

  /** Asks an object. @throws BittorrentError SWARM_BUSY, SWARM_UNREACHABLE, SWARM_REFUSED */
  look(share: Share): Promise<void> {
    const { failed } = share
    if (failed !== undefined && this.#now() - failed.at < FAILED_MS) return Promise.reject(failed.error)
    share.looking ??= this.#ask(share).finally(() => {
      share.looking = undefined
    })
    return share.looking
  }

  /** Asks the first object, and some of those that share the swarm with it: those that were not asked for longest. */
  around(swarm: Swarm): Promise<void> {
    swarm.refreshing ??= this.#around(swarm).finally(() => {
      swarm.refreshing = undefined
    })
    return swarm.refreshing
  }

  /** Asks all of its objects that were not asked for so long. */
  async all(swarm: Swarm, rootMs: number, othersMs: number): Promise<void> {
    const isOld = ({ lookedAt }: Share, ms: number) => this.#now() - lookedAt > ms
    if (isOld(swarm.root, rootMs)) await this.look(swarm.root)
    // Those that an object names are known once it was asked.
    for (;;) {
      const old = [...swarm.shares()].filter((share) => share !== swarm.root && isOld(share, othersMs))
      if (old.length === 0) return
      await Promise.all(old.slice(0, VIEW_OBJECTS).map((share) => this.look(share)))
    }
  }

  async #around(swarm: Swarm): Promise<void> {
    await this.look(swarm.root)
    // A gateway that meets a shared swarm goes down to where the peers are.
    for (let level = 0; level < swarm.levels; level++) {
      const others = [...swarm.shares()].filter((share) => share !== swarm.root)
      const oldest = others.sort((a, b) => a.askedAt - b.askedAt).slice(0, VIEW_OBJECTS)
      // One that does not answer leaves its part out.
      await Promise.allSettled(oldest.map((share) => this.look(share)))
      if (swarm.cached >= VIEW_PEERS) return
    }
  }

  async #ask(share: Share): Promise<void> {
    if (this.#underWay >= LOOKS_MOST)
      throw new BittorrentError('SWARM_BUSY', `${LOOKS_MOST} swarms are looked up; try again later`, {
        allowed: LOOKS_MOST
      })
    this.#underWay++
    const askedAt = this.#now()
    share.askedAt = askedAt
    try {
      const view = await this.#view(share)
      share.lookedAt = this.#now()
      share.failed = undefined
      this.#saw(share, view, askedAt)
    } catch (error) {
      share.failed = { at: this.#now(), error }
      throw error
    } finally {
      this.#underWay--
    }
  }

  async #view({ key, swarm }: Share): Promise<View> {
    const payload = { most: VIEW_PEERS }
    const { found, value, siblings } = await this.#node.get(key, { payload }).catch((error: unknown) => {
      throw failure(key, error)
    })
    if (!found) return NOTHING
    const views = (siblings ?? [{ value }]).map((reply) => readView(reply.value, swarm.family))
    const read = views.filter((view) => view !== undefined)
    if (read.length > 0) return unite(read)
    throw new BittorrentError('SWARM_REFUSED', `${key} answers what are no peers`, { key })
  }
}
