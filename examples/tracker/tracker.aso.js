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
    const said = coordinates ?? payload?.coordinates
    const place = said || !known ? placeOf(said) : known
    if (payload?.leaves) delete this.peers[name]
    else if (known === undefined || now - known.at > FRESH_MS) {
      if (known === undefined) this.forget(now)
      this.peers[name] = { ...place, address: payload?.address ?? address ?? null, at: now }
    }
    return this.nearest(name, place)
  },
  nearest(name, place) {
    const ms = {}
    for (const other in this.peers) if (other !== name) ms[other] = distance(place, this.peers[other])
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
  onUpdate: () => null,
  // Each as it was heard of last. Where there is no room for one, it announces itself again within minutes.
  onMerge(siblings) {
    let room = PEERS - Object.keys(this.peers).length
    for (const { state } of siblings)
      for (const [name, peer] of Object.entries(state.peers))
        if (name in this.peers ? this.peers[name].at < peer.at : room-- > 0) this.peers[name] = peer
    return this
  }
}

const distance = (a, b) => Math.hypot(a.x - b.x, a.y - b.y, a.z - b.z) + a.height + b.height

function placeOf({ vector: [x, y, z], height } = { vector: [0, 0, 0], height: 0 }) {
  if (![x, y, z, height].every(Number.isFinite)) throw new Error('coordinates are three numbers and a height')
  return { x, y, z, height }
}
