// pub-sub-tree.aso.js: a branch of a tree of topics. What is published at the root is handed down from branch to branch; subscribers
// wait at any of them. Signed.
const KEPT = 10 // publications
const AT_ONCE = 50 // replies of one event

export default {
  parent: null, // keys
  children: [],
  published: {}, // name → news; names sort by time
  waiting: [], // capabilities
  due: [], // those to be answered
  owed: [], // children that have not got the latest
  onGet({ capability, payload }) {
    if (payload === 'count') return this.waiting.length
    const news = Object.entries(this.published).filter(([name]) => !payload?.seen?.includes(name))
    if (news.length > 0 || capability === undefined) return Object.fromEntries(news)
    this.waiting = [...this.waiting, capability].slice(-400)
  },
  async onUpdate(incoming, { object }) {
    if (this.parent !== null && object !== this.parent) return null
    const before = Object.keys(this.published).join()
    const news =
      this.parent === null ? { [`${comet.getSystemTime()} ${Math.random()}`]: incoming?.news } : incoming
    this.published = this.latest({ ...this.published, ...news })
    if (Object.keys(this.published).join() === before) return this
    this.due.push(...this.waiting.splice(0))
    this.owed = [...this.children]
    await this.spread()
    return this
  },
  onTimer() {
    return this.spread()
  },
  async spread() {
    for (const capability of this.due.splice(0, AT_ONCE)) comet.reply(capability, this.published)
    const sent = await Promise.allSettled(this.owed.map((child) => comet.put(child, this.published)))
    this.owed = this.owed.filter((_, at) => sent[at].status === 'rejected')
    if (this.owed.length > 0) comet.setTimer('again', { after: '30s' })
    else if (this.due.length > 0) comet.setTimer('again', { after: '1s' })
  },
  onMerge(siblings) {
    const states = siblings.map(({ state }) => state)
    this.published = this.latest(Object.assign({}, ...states.map(({ published }) => published)))
    this.waiting = [...new Set(states.flatMap(({ waiting }) => waiting))]
    this.due = [...new Set(states.flatMap(({ due }) => due))]
    this.owed = [...this.children] // what one side published the other has not handed down
    return this
  },
  latest(published) {
    const names = Object.keys(published).sort().slice(-KEPT)
    return Object.fromEntries(names.map((name) => [name, published[name]]))
  }
}
