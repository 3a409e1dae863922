// access-log.aso.js: who read this value, when, and at which node. Each replica logs what it answered itself; what all of them
// logged is gathered when the owner asks. With `everywhere` each read is logged at all replicas before it is answered.
const KEPT = 100 // reads
const ASKED = 8 // nodes: the homes, and those that stand in for them first

export default {
  value: null,
  everywhere: false,
  owner: '',
  log: {}, // time and a drawn number → the read
  onPut({ id }) {
    this.owner = id
    return this
  },
  async onGet({ id, address, payload, object }) {
    if (object === comet.getASOKey()) return local.log ?? [] // this very object, at another node
    if (payload?.log)
      return id === this.owner ? { everywhere: Object.values(this.log), replicas: await this.gather() } : null
    const at = comet.getSystemTime()
    const read = { at, who: id, address, node: comet.getNodeID() }
    if (this.everywhere) this.log = this.latest({ ...this.log, [`${at} ${Math.random()}`]: read })
    else local.log = [...(local.log ?? []), read].slice(-KEPT)
    return this.value
  },
  async gather() {
    const here = comet.getNodeID()
    const others = (await comet.lookup())
      .slice(0, ASKED)
      .map(({ id }) => id)
      .filter((id) => id !== here)
    const answers = await comet.get(comet.getASOKey(), others)
    const heard = answers.filter(({ error }) => error?.code !== 'NOT_FOUND') // it has no copy
    return [
      { node: here, log: local.log ?? [] },
      ...heard.map(({ node, value, error }) => ({ node, log: value ?? error.code }))
    ]
  },
  onMerge(siblings) {
    this.log = this.latest(Object.assign({}, ...siblings.map(({ state }) => state.log)))
    return this
  },
  latest(log) {
    return Object.fromEntries(
      Object.entries(log)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .slice(-KEPT)
    )
  },
  onUpdate(incoming, { id }) {
    if (id !== this.owner) return null
    this.value = incoming?.value
    return this
  },
  onDelete({ id }) {
    return id === this.owner
  }
}
