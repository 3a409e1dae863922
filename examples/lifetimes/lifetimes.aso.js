// lifetimes.aso.js: how long do nodes stay? Each node that holds this object notes every ten minutes which nodes are its neighbours
// around the key; every hour one of them collects what all have noted.
const KEPT = 8 // periods of a node
const NODES = 100 // of which periods are kept: those seen last
const ASKED = 8 // nodes, the nearest to the key: its homes, and those that stand in for them first

export default {
  everyMs: 600_000,
  collectMs: 3_600_000,
  collected: 0, // when that was last begun
  nodes: {}, // id → periods in which it was seen, as [first, last]
  onPut() {
    comet.setTimer('look', { every: this.everyMs, on: 'replica' })
    comet.setTimer('collect', { every: this.collectMs })
    return this
  },
  async onTimer({ name }) {
    const now = comet.getSystemTime()
    const neighbours = (await comet.lookup()).map(({ id }) => id)
    if (name === 'collect') return await this.collect(neighbours, now)
    local.nodes ??= {}
    for (const id of neighbours) this.add(local.nodes, id, [now, now])
  },
  async collect(neighbours, now) {
    const here = comet.getNodeID()
    const others = neighbours.slice(0, ASKED).filter((id) => id !== here)
    const answers = await comet.get(comet.getASOKey(), others, this.collected)
    for (const { value } of [{ value: this.since(this.collected) }, ...answers])
      for (const [id, periods] of value ?? []) for (const period of periods) this.add(this.nodes, id, period)
    this.collected = now
  },
  // What this replica has noted of the periods that were not over two looks before the last collection: that was asked for then.
  since(at) {
    const from = at - 2 * this.everyMs
    const recent = ([id, periods]) => [id, periods.filter(([, last]) => last > from)]
    return Object.entries(local.nodes ?? {}).map(recent)
  },
  onGet({ object, payload }) {
    return object === comet.getASOKey() ? this.since(payload) : this.nodes
  },
  onMerge(siblings) {
    for (const { state } of siblings)
      for (const [id, periods] of Object.entries(state.nodes))
        for (const period of periods) this.add(this.nodes, id, period)
    return this
  },
  // Two periods are one if no look is missing between them, with half of one to spare.
  add(nodes, id, [first, last]) {
    nodes[id] ??= []
    const periods = nodes[id]
    const slack = 1.5 * this.everyMs
    let at = periods.length
    while (at > 0 && periods[at - 1][1] + slack >= first) at--
    let end = at
    for (; end < periods.length && periods[end][0] <= last + slack; end++) {
      first = Math.min(first, periods[end][0])
      last = Math.max(last, periods[end][1])
    }
    periods.splice(at, end - at, [first, last])
    if (periods.length > KEPT) periods.shift()
    this.forget(nodes)
  },
  forget(nodes) {
    const ids = Object.keys(nodes)
    if (ids.length <= NODES) return
    delete nodes[ids.reduce((a, b) => (nodes[b].at(-1)[1] < nodes[a].at(-1)[1] ? b : a))]
  }
}
