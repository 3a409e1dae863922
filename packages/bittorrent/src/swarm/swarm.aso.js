// swarm.aso.js: the peers of a swarm, and who is near whom. A put of `news` announces peers; a get answers those that are nearest to
// who asks, and some at random, so that the swarm does not fall apart into neighbourhoods. When there are too many for one object, it
// says how many others shall share those that come from then on: branches.
//
// Peers stand in one string of bytes, a record each: the address (4 bytes, or 16), the port (2), when it was heard of (2, in units of
// four seconds), whether it has everything (1: a seed, and 2: its place is known), its height in milliseconds (1), and its place
// (three times 2, in quarters of a millisecond).
const BESIDES = 12 // bytes of a record besides the address
const STALE = 675 // units, 45 minutes: who announces every half hour may be late once
const FULL = 450 // peers, from which on others share
const ROOM = 900 // peers that a put may bring it to
const SLICE = 256 // peers that are merged at a time, so that their names find room
const FAR_MS = 200 // for whom nobody has measured

export default {
  bytes: 4, // of an address
  peers: new Uint8Array(),
  completed: {}, // downloads that ended, by the node that counted them
  branches: 0,
  news: null, // of the put that makes the object

  onPut() {
    if (!this.takes(this.news)) return null
    this.news = null
    comet.setTimer('forget', { every: '15m' })
  },
  onUpdate({ news }) {
    if (!this.takes(news)) return null
  },
  takes(news) {
    const { peers, gone = new Uint8Array(), completed = 0 } = news ?? {}
    if (!(peers instanceof Uint8Array && gone instanceof Uint8Array && completed >= 0)) return false
    if (peers.length % this.size() !== 0 || gone.length % (this.bytes + 2) !== 0) return false
    const now = unitsOf(comet.getSystemTime())
    for (let at = this.bytes; at < peers.length; at += this.size())
      if (ageOf(peers, at, now) > 32_767) return false // in the future: who knows for how long it would stay
    if (this.peers.length + peers.length > ROOM * this.size()) return false
    this.merge(peers)
    if (gone.length > 0) this.part(gone)
    const self = comet.getNodeID()
    if (completed > 0) this.completed[self] = (this.completed[self] ?? 0) + completed
    return true
  },
  size() {
    return this.bytes + BESIDES
  },
  // Of two records of a peer the younger one stays.
  merge(peers) {
    const [size, width] = [this.size(), this.bytes + 2]
    const { fromCharCode } = String
    for (let from = 0; from < peers.length; from += SLICE * size) {
      const news = new Map() // name of the peer → where its record is
      for (let at = from; at < Math.min(peers.length, from + SLICE * size); at += size)
        news.set(fromCharCode.apply(null, peers.subarray(at, at + width)), at)
      const known = this.peers
      for (let at = 0; at < known.length; at += size) {
        const name = fromCharCode.apply(null, known.subarray(at, at + width))
        const brought = news.get(name)
        if (brought === undefined) continue
        const isYounger = ageOf(known, at + this.bytes, seenOf(peers, brought + this.bytes)) < 32_768
        if (isYounger) known.set(peers.subarray(brought, brought + size), at)
        news.delete(name)
      }
      let end = known.length
      this.peers = new Uint8Array(end + news.size * size)
      this.peers.set(known)
      for (const at of news.values()) {
        this.peers.set(peers.subarray(at, at + size), end)
        end += size
      }
    }
    if (this.peers.length >= FULL * this.size()) this.branches = 16
  },
  part(gone) {
    const width = this.bytes + 2
    const names = new Set()
    for (let at = 0; at < gone.length; at += width) names.add(nameOf(gone, at, width))
    this.keep((at) => !names.has(nameOf(this.peers, at, width)))
  },
  forget(now) {
    this.keep((at) => ageOf(this.peers, at + this.bytes, now) <= STALE)
  },
  keep(stays) {
    const size = this.size()
    let end = 0
    for (let at = 0; at < this.peers.length; at += size) {
      if (!stays(at)) continue
      if (at !== end) this.peers.copyWithin(end, at, at + size)
      end += size
    }
    if (end < this.peers.length) this.peers = this.peers.slice(0, end)
  },
  onGet({ coordinates, payload }) {
    const { most = 20, coordinates: from = coordinates } = payload ?? {}
    const [x, y, z] = from ? from.vector.map((place) => place * 4) : []
    const size = this.size()
    const table = new DataView(this.peers.buffer)
    const seeds = []
    const leechers = []
    const counts = [0, 0]
    const { bytes } = this
    const count = table.byteLength / size
    const first = Math.floor(Math.random() * count)
    const odd = 1 + 2 * Math.floor(Math.random() * 512)
    for (let index = 0; index < count; index++) {
      const at = ((first + index) % count) * size
      const end = at + bytes
      const kind = table.getUint8(end + 4)
      counts[kind & 1 ? 0 : 1]++
      if (index >= FULL) continue // others the next time: measuring all would take more than a handler may
      let quarters = FAR_MS * 4
      if (from && kind > 1) {
        const across = table.getInt16(end + 6) - x
        const along = table.getInt16(end + 8) - y
        const above = table.getInt16(end + 10) - z
        quarters = Math.hypot(across, along, above) + table.getUint8(end + 5) * 4
      }
      // When these are sorted, what is near comes first, and of the peers of one gateway others each time; the last 16 bits are where
      // the record is.
      const order = (Math.floor(quarters * 4) * 1_024 + ((index * odd) % 1_024)) * 65_536 + at
      if (kind & 1) seeds.push(order)
      else leechers.push(order)
    }
    return {
      seeds: this.offer(seeds, most),
      leechers: this.offer(leechers, most),
      counts,
      completed: Object.values(this.completed).reduce((sum, count) => sum + count, 0),
      branches: this.branches
    }
  },
  // The addresses of the nearest; of which a quarter are others, drawn.
  offer(orders, most) {
    const sorted = new Float64Array(orders).sort()
    const count = Math.min(most, sorted.length)
    const width = this.bytes + 2
    const offered = new Uint8Array(count * width)
    for (let next = 0; next < count; next++) {
      if (next >= most * 0.75) {
        const drawn = next + Math.floor(Math.random() * (sorted.length - next))
        const order = sorted[drawn]
        sorted[drawn] = sorted[next]
        sorted[next] = order
      }
      const at = sorted[next] % 65_536
      offered.set(this.peers.subarray(at, at + width), next * width)
    }
    return offered
  },
  // Versions that were written apart: all peers of each, and what each node has counted.
  onMerge(siblings) {
    for (const { state } of siblings.slice(0, -1)) {
      this.merge(state.peers)
      this.branches = Math.max(this.branches, state.branches)
      for (const [node, count] of Object.entries(state.completed))
        this.completed[node] = Math.max(this.completed[node] ?? 0, count)
    }
  },
  // Without peers it ends. Where others have shared them it takes peers again first: if they are many, it soon says so again.
  onTimer() {
    this.forget(unitsOf(comet.getSystemTime()))
    if (this.peers.length > 0) return
    if (this.branches === 0) comet.deleteSelf()
    this.branches = 0
  },
  onDelete: () => false
}

const unitsOf = (ms) => Math.floor(ms / 4_000) % 65_536

const nameOf = (table, at, width) => String.fromCharCode.apply(null, table.subarray(at, at + width))

const seenOf = (table, end) => table[end + 2] * 256 + table[end + 3]

// Units since a record was heard of: its time is behind an address that ends there. Times begin again after three days.
const ageOf = (table, end, now) => (now - seenOf(table, end) + 65_536) % 65_536
