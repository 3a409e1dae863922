// pub-sub.aso.js: a topic. A get that waits is answered by the next publication; one that says what it has seen is never told less
// than all the others.
const KEPT = 10 // publications
const MOST = 400 // subscribers that wait here at a time
const AT_ONCE = 60 // replies of one event
const LONGEST_WAIT_MS = 600_000

export default {
  published: {}, // name → news; names sort by time
  waiting: {}, // capability → since when
  onGet({ capability, payload }) {
    if (payload === 'count') return Object.keys(this.waiting).length
    const seen = payload?.seen ?? []
    const news = Object.entries(this.published).filter(([name]) => !seen.includes(name))
    if (news.length > 0 || capability === undefined || !this.hasRoom()) return Object.fromEntries(news)
    this.waiting[capability] = comet.getSystemTime()
  },
  onUpdate(incoming) {
    this.published[`${comet.getSystemTime()} ${Math.random()}`] = incoming?.news
    this.published = this.latest(this.published)
    this.tell()
    return this
  },
  onTimer() {
    this.tell()
  },
  tell() {
    const capabilities = Object.keys(this.waiting)
    for (const capability of capabilities.slice(0, AT_ONCE)) {
      comet.reply(capability, this.published)
      delete this.waiting[capability]
    }
    if (capabilities.length > AT_ONCE) comet.setTimer('the others', { after: '1s' })
  },
  hasRoom() {
    if (Object.keys(this.waiting).length < MOST) return true
    const since = comet.getSystemTime() - LONGEST_WAIT_MS
    this.waiting = Object.fromEntries(Object.entries(this.waiting).filter(([, at]) => at > since))
    return Object.keys(this.waiting).length < MOST
  },
  onMerge(siblings) {
    this.published = this.latest(Object.assign({}, ...siblings.map(({ state }) => state.published)))
    this.waiting = Object.assign({}, ...siblings.map(({ state }) => state.waiting))
    return this
  },
  latest(published) {
    const names = Object.keys(published).sort().slice(-KEPT)
    return Object.fromEntries(names.map((name) => [name, published[name]]))
  }
}
