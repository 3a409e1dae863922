// lifetimes.aso.js: how long do nodes stay? Each node that holds this object notes on a timer of its own that it is there; every
// ten minutes one of them asks the nodes nearest to the key, and notes who answers.
const KEPT = 20 // periods of a node
const ASKED = 8 // nodes, the nearest to the key

export default {
  everyMs: 600_000,
  nodes: {}, // id → periods, as [first, last]: `inside`, what it noted itself, and `outside`, when it answered
  onPut() {
    comet.setTimer('inside', { every: this.everyMs, on: 'replica' })
    comet.setTimer('outside', { every: this.everyMs })
    return this
  },
  async onTimer({ name }) {
    const now = comet.getSystemTime()
    if (name === 'inside') local.periods = this.unite(local.periods ?? [], [[now, now]])
    else await this.askAround(now)
  },
  async askAround(now) {
    const here = comet.getNodeID()
    const others = (await comet.lookup())
      .slice(0, ASKED)
      .map(({ id }) => id)
      .filter((id) => id !== here)
    const answers = await comet.get(comet.getASOKey(), others)
    for (const { node, value, error } of [{ node: here, value: local.periods }, ...answers]) {
      if (error !== undefined && error.code !== 'NOT_FOUND') continue // without a copy it is there all the same
      const { inside = [], outside = [] } = this.nodes[node] ?? {}
      this.nodes[node] = { inside: value ?? inside, outside: this.unite(outside, [[now, now]]) }
    }
  },
  onGet({ object }) {
    return object === comet.getASOKey() ? (local.periods ?? []) : this.nodes
  },
  onMerge(siblings) {
    for (const { state } of siblings)
      for (const [id, { inside, outside }] of Object.entries(state.nodes)) {
        const known = this.nodes[id] ?? { inside: [], outside: [] }
        this.nodes[id] = {
          inside: this.unite(known.inside, inside),
          outside: this.unite(known.outside, outside)
        }
      }
    return this
  },
  // Two periods are one if no tick is missing between them.
  unite(some, others) {
    const periods = []
    for (const [first, last] of [...some, ...others].sort(([a], [b]) => a - b)) {
      const before = periods.at(-1)
      if (before !== undefined && first <= before[1] + 1.5 * this.everyMs)
        before[1] = Math.max(before[1], last)
      else periods.push([first, last])
    }
    return periods.slice(-KEPT)
  }
}
