// tracker.aso.js: the peers of a swarm find those that are near. A get announces who asks, and answers the nearest others, by the
// network coordinates of the nodes.
const OFFERED = 20
const PEERS = 200
const STALE_MS = 1_800_000
const FRESH_MS = 300_000 // an announcement this young is not written again

export default {
  peers: {}, // name → address, where it is, and when it was heard of
  onGet({ id, address, coordinates, payload }) {
    const now = comet.getSystemTime()
    const name = payload?.name ?? id
    const known = this.peers[name]
    const { vector, height } = coordinates ??
      payload?.coordinates ??
      known ?? { vector: [0, 0, 0], height: 0 }
    if (payload?.leaves) delete this.peers[name]
    else if (known === undefined || now - known.at > FRESH_MS) {
      this.forget(now)
      this.peers[name] = { address: payload?.address ?? address, vector, height, at: now }
    }
    return this.nearest(name, vector, height)
  },
  nearest(name, [x, y, z], height) {
    const ms = {}
    for (const other in this.peers) {
      const { vector, height: above } = this.peers[other]
      if (other !== name) ms[other] = Math.hypot(vector[0] - x, vector[1] - y, vector[2] - z) + above + height
    }
    const near = Object.keys(ms).sort((a, b) => ms[a] - ms[b])
    return near
      .slice(0, OFFERED)
      .map((peer) => ({ peer, address: this.peers[peer].address, ms: Math.round(ms[peer]) }))
  },
  // Those that have not been heard of for long; then, if there is still no room, whoever has not been for longest.
  forget(now) {
    for (const name in this.peers) if (now - this.peers[name].at > STALE_MS) delete this.peers[name]
    const names = Object.keys(this.peers)
    if (names.length < PEERS) return
    delete this.peers[names.reduce((a, b) => (this.peers[b].at < this.peers[a].at ? b : a))]
  },
  onUpdate() {
    return null
  },
  onMerge(siblings) {
    for (const { state } of siblings)
      for (const [name, peer] of Object.entries(state.peers))
        if (!(this.peers[name]?.at >= peer.at)) this.peers[name] = peer
    return this
  }
}
