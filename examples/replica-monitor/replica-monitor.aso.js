// replica-monitor.aso.js: where have I been, and who read me there? Every ten minutes one replica asks the others.
const ASKED = 8 // nodes: the homes, and those that stand in for them first

export default {
  value: null,
  everyMs: 600_000,
  replicas: {}, // node → when it was first and last known to hold a copy, and how often who read it there
  onPut() {
    comet.setTimer('visit', { every: this.everyMs })
    return this
  },
  onGet({ id, payload, object }) {
    local.readers ??= {}
    if (object === comet.getASOKey()) return local.readers // asked by another replica
    if (payload === 'replicas') return this.replicas
    local.readers[id] = (local.readers[id] ?? 0) + 1
    return this.value
  },
  async onTimer() {
    const here = comet.getNodeID()
    const others = (await comet.lookup())
      .slice(0, ASKED)
      .map(({ id }) => id)
      .filter((id) => id !== here)
    const answers = await comet.get(comet.getASOKey(), others)
    const now = comet.getSystemTime()
    for (const { node, value } of [{ node: here, value: local.readers ?? {} }, ...answers])
      if (value !== undefined)
        this.replicas[node] = { first: this.replicas[node]?.first ?? now, last: now, readers: value }
  },
  onMerge(siblings) {
    for (const { state } of siblings)
      for (const [node, seen] of Object.entries(state.replicas)) {
        const known = this.replicas[node] ?? seen
        const latest = seen.last > known.last ? seen : known
        this.replicas[node] = { ...latest, first: Math.min(seen.first, known.first) }
      }
    return this
  },
  onUpdate(incoming) {
    this.value = incoming?.value
    return this
  }
}
