// lease.aso.js: who may do it now? One holder at a time, for a time, with a number that grows with each new holder: what is
// guarded refuses whoever comes with a smaller one than it has seen.
const STEP = 2 ** 20
const LONGEST_MS = 60_000

export default {
  holder: null,
  until: 0,
  token: 0,
  onGet({ id, payload }) {
    const { who = id, forMs = 0, release } = payload ?? {}
    const now = comet.getSystemTime()
    if (release === this.token) this.until = 0
    const isHeld = now < this.until
    if (forMs > 0 && !(isHeld && this.holder !== who)) {
      // The lower digits are drawn: two sides of a split never hand out the same number.
      if (!isHeld) this.token = Math.floor((Math.floor(this.token / STEP) + 1 + Math.random()) * STEP)
      this.holder = who
      this.until = now + Math.min(forMs, LONGEST_MS)
    }
    const { holder, until, token } = this
    if (now >= until) return { holder: null }
    return holder === who ? { holder, until, token } : { holder, until }
  },
  // The largest number wins, and nobody new gets it before the time of the others is over too.
  onMerge(siblings) {
    const states = siblings.map(({ state }) => state)
    const [first] = states.sort((a, b) => b.token - a.token || b.until - a.until)
    return { ...first, until: Math.max(...states.map(({ until }) => until)) }
  },
  onUpdate() {
    return null
  },
  onDelete() {
    return comet.getSystemTime() >= this.until
  }
}
