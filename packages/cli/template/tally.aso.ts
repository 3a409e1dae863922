// A tally that many add to, on both sides of a split network as well: it keeps one count for each node that took additions, and
// merges by taking the greater of two.
import type { ActiveObject, Comet, Local } from '@halley/aso'

declare const comet: Comet
declare const local: Local<{ gets: number }>

interface Tally {
  counts: Record<string, number>
  maker: string
  total(): number
}

/** What is put over a tally: {"add": 2}, or a new tally. Clients can send anything, so it is looked at before it is used. */
type Incoming = { add?: unknown; counts?: object; maker?: string } | null

export default {
  // Its state, which all replicas hold.
  counts: {},
  maker: '',

  // A function of its own.
  total() {
    return Object.values(this.counts).reduce((sum, count) => sum + count, 0)
  },

  onPut(caller) {
    this.maker = caller.id
  },

  onUpdate(incoming, caller) {
    if (typeof incoming?.add === 'number') {
      const node = comet.getNodeID()
      this.counts[node] = (this.counts[node] ?? 0) + incoming.add
      return this
    }
    // Its maker may replace it, code and all; the counts go over.
    if (incoming?.counts === undefined || caller.id !== this.maker) return null // refused
    incoming.counts = this.counts
    incoming.maker = this.maker
    return incoming
  },

  onGet() {
    local.gets = (local.gets ?? 0) + 1 // this replica's own
    return { total: this.total(), gets: local.gets }
  },

  onMerge(siblings) {
    for (const { state } of siblings) {
      for (const [node, count] of Object.entries(state.counts))
        this.counts[node] = Math.max(this.counts[node] ?? 0, count)
    }
    return this
  }
} satisfies ActiveObject<Tally, unknown, Incoming>
