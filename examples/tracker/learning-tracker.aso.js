// learning-tracker.aso.js: the tracker, which also learns. Peers measure whom they were offered, and report it when they ask again;
// what was reported of two peers counts for these two, instead of what their coordinates say.
const OFFERED = 20
const PEERS = 200
const STALE_MS = 1_800_000
const FRESH_MS = 300_000 // an announcement this young is not written again
const WITNESSES = 3 // so many must have measured a peer whose own word is doubted
const DOUBT_MS = 20 // and so much farther it must be, at the median, than it says

export default {
  peers: {}, // name → address, where it is, and when it was heard of
  onGet({ id, address, coordinates, payload }) {
    const now = comet.getSystemTime()
    const name = payload?.name ?? id
    const known = this.peers[name]
    const said = coordinates ?? payload?.coordinates
    const place = said || !known ? placeOf(said) : known
    if (payload?.leaves) delete this.peers[name]
    if (payload?.leaves) return []
    // What peers report is in this node's `local`: hints, which other replicas need not have.
    local.numbers ??= {} // name → number
    local.reports ??= new Uint8Array((PEERS * (PEERS - 1)) / 2) // of each pair: who measured it (a bit), and what, or 0
    local.lacks ??= [] // of each number: by how many milliseconds it is farther away than it says
    if (known === undefined || now - known.at > FRESH_MS) {
      if (known === undefined) this.forget(now)
      this.peers[name] = { ...place, address: payload?.address ?? address ?? null, at: now }
    }
    if (!(name in local.numbers)) this.number(name)
    this.judge(name)
    if (payload?.reports) this.learn(name, payload.reports)
    return this.nearest(name)
  },
  nearest(name) {
    const ms = {}
    for (const other in this.peers) if (other !== name) ms[other] = this.between(name, other)
    const near = Object.keys(ms).sort((a, b) => ms[a] - ms[b])
    return near
      .slice(0, OFFERED)
      .map((peer) => ({ peer, address: this.peers[peer].address, ms: Math.round(ms[peer]) }))
  },
  between(name, other) {
    const [a, b] = [local.numbers[name], local.numbers[other]]
    const report = local.reports[pairOf(a, b)] & 127
    if (report > 0) return msOf(report)
    return distance(this.peers[name], this.peers[other]) + (local.lacks[a] ?? 0) + (local.lacks[b] ?? 0)
  },
  // Of two that contradict each other the one counts that says more: nobody takes back what others have measured.
  learn(name, reports) {
    let doubted
    for (const [other, ms] of Object.entries(reports).slice(0, OFFERED)) {
      const [a, b] = [local.numbers[name], local.numbers[other]]
      if (!(other in this.peers) || b === undefined || a === b || !(ms >= 0)) continue
      if (ms - this.between(name, other) > DOUBT_MS) doubted = other
      const report = byteOf(ms)
      const byWhom = a < b ? 128 : 0
      const known = local.reports[pairOf(a, b)]
      if (known === 0 || (known & 128) === byWhom || report > (known & 127))
        local.reports[pairOf(a, b)] = byWhom | report
    }
    if (doubted !== undefined) this.judge(doubted)
  },
  // Who is farther away from those that have measured it than it says is farther away from all others, too.
  judge(name) {
    const number = local.numbers[name]
    const lacks = []
    for (const other in this.peers) {
      const report = local.reports[pairOf(number, local.numbers[other])] & 127
      if (report > 0 && other !== name)
        lacks.push(msOf(report) - distance(this.peers[name], this.peers[other]))
    }
    const median = lacks.sort((a, b) => a - b)[lacks.length >> 1]
    local.lacks[number] = lacks.length >= WITNESSES && median > DOUBT_MS ? median : 0
  },
  // A number of its own: a new one, or of a peer that is gone, of which nothing is known any more.
  number(name) {
    const { numbers, reports } = local
    const names = Object.keys(numbers)
    const gone = names.find((other) => !(other in this.peers)) ?? name
    const number = numbers[gone] ?? names.length
    delete numbers[gone]
    numbers[name] = number
    for (let at = 0; at < PEERS; at++) if (at !== number) reports[pairOf(at, number)] = 0
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

const pairOf = (a, b) => (a > b ? (a * (a - 1)) / 2 + b : (b * (b - 1)) / 2 + a)

const byteOf = (ms) => Math.min(1 + Math.round(16 * Math.log1p(ms)), 127)

const msOf = (byte) => Math.expm1((byte - 1) / 16)

const distance = (a, b) => Math.hypot(a.x - b.x, a.y - b.y, a.z - b.z) + a.height + b.height

function placeOf({ vector: [x, y, z], height } = { vector: [0, 0, 0], height: 0 }) {
  if (![x, y, z, height].every(Number.isFinite)) throw new Error('coordinates are three numbers and a height')
  return { x, y, z, height }
}
