// smart-replication.aso.js: an object that is at `least` nodes, and at no more than it must be. Every ten minutes it asks the nodes
// near its key for their copies. Those that have one keep it; only while they are too few it chooses others, and of these first such
// as are in networks where it has none.
export default {
  value: null,
  least: 6,
  asked: 10, // nodes nearest to the key
  async selectReplicas(neighbors) {
    const near = neighbors.slice(0, this.asked)
    const { holders, empty } = await this.count(near)
    const networks = new Set(holders.map(networkOf))
    const apart = empty.filter((node) => !networks.has(networkOf(node)))
    const close = empty.filter((node) => networks.has(networkOf(node)))
    const missing = Math.max(0, this.least - holders.length)
    return [...holders, ...[...apart, ...close].slice(0, missing)]
  },
  async count(nodes) {
    const others = nodes.filter(({ id }) => id !== comet.getNodeID())
    const answers = await comet.get(comet.getASOKey(), others, 'there?')
    const said = new Map(answers.map(({ node, value, error }) => [node, value ?? error.code]))
    return {
      holders: nodes.filter(({ id }) => id === comet.getNodeID() || said.get(id) === 'here'),
      empty: nodes.filter(({ id }) => said.get(id) === 'NOT_FOUND')
    }
  },
  onUpdate({ value }) {
    this.value = value
    return this
  },
  onGet({ payload, object }) {
    return payload === 'there?' && object === comet.getASOKey() ? 'here' : this.value
  },
  onMerge(siblings) {
    return siblings.reduce((a, b) => (b.writtenAt >= a.writtenAt ? b : a)).state // the later value holds
  }
}

// The first half of an IPv4 address.
function networkOf({ id, address }) {
  return address?.split('.').slice(0, 2).join('.') ?? id
}
