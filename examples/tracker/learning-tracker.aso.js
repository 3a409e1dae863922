// learning-tracker.aso.js: the tracker, which also learns. Peers measure whom they were offered, and report it when they ask again;
// what was reported of two peers counts for these two, instead of what their coordinates say.
const OFFERED = 20
const PEERS = 200
const STALE_MS = 1_800_000
const FRESH_MS = 300_000 // an announcement this young is not written again
const WITNESSES = [3, 40] // so few must, and so many may, have measured a peer whose own word is doubted
const DOUBT_MS = 20 // and so much farther it must be, at the median, than it says

export default {
  peers: {}, // name → address, where it is, and when it was heard of
  onGet({ id, address, coordinates, payload }) {
    const now = comet.getSystemTime()
    const name = payload?.name ?? id
    const known = this.peers[name]
    if (payload?.leaves) delete this.peers[name]
    if (payload?.leaves) return []
    // What peers report is of this node alone: hints, which others need not have. Of each peer its number here; at
    // PEERS * number + other's number what it has measured, as a byte, or 0; by how much it is farther away than it says.
    local.numbers ??= {}
    local.reports ??= new Uint8Array(PEERS * PEERS)
    local.lacks ??= []
    if (known === undefined || now - known.at > FRESH_MS) {
      const place = placeOf(coordinates ?? payload?.coordinates) ?? known?.place ?? [0, 0, 0, 0]
      this.forget(now)
      this.peers[name] = { address: payload?.address ?? address ?? null, place, at: now }
      this.judge(name)
    }
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
  // Of two that contradict each other the one counts that says more.
  between(name, other) {
    const { numbers, reports, lacks } = local
    const a = numbers[name]
    const b = numbers[other]
    const said = Math.max(reports[PEERS * a + b], reports[PEERS * b + a])
    if (said > 0) return msOf(said)
    return distance(this.peers[name].place, this.peers[other].place) + (lacks[a] ?? 0) + (lacks[b] ?? 0)
  },
  learn(name, reports) {
    const from = PEERS * this.numberOf(name)
    const wrong = { by: DOUBT_MS }
    for (const [other, ms] of Object.entries(reports).slice(0, OFFERED)) {
      if (!(other in this.peers) || other === name || !(ms >= 0)) continue
      const by = ms - this.between(name, other)
      if (by > wrong.by) Object.assign(wrong, { by, other })
      local.reports[from + this.numberOf(other)] = byteOf(ms)
    }
    if (wrong.other) this.judge(wrong.other)
  },
  // Who is farther away from those that have measured it than it says is farther away from all others, too.
  judge(name) {
    const number = this.numberOf(name)
    const [least, most] = WITNESSES
    const lacks = []
    for (const witness in local.numbers) {
      const said = local.reports[PEERS * local.numbers[witness] + number]
      if (said > 0 && witness in this.peers)
        lacks.push(msOf(said) - distance(this.peers[witness].place, this.peers[name].place))
      if (lacks.length === most) break
    }
    const median = lacks.sort((a, b) => a - b)[lacks.length >> 1]
    local.lacks[number] = lacks.length >= least && median > DOUBT_MS ? median : 0
  },
  // A new number for one of the peers, or of one that is gone, of whom nothing is known any more.
  numberOf(name) {
    const { numbers, reports, lacks } = local
    if (name in numbers) return numbers[name]
    const names = Object.keys(numbers)
    const gone = names.find((other) => !(other in this.peers))
    const number = gone === undefined ? names.length : numbers[gone]
    if (gone !== undefined) {
      delete numbers[gone]
      reports.fill(0, PEERS * number, PEERS * (number + 1))
      for (let at = number; at < reports.length; at += PEERS) reports[at] = 0
    }
    numbers[name] = number
    lacks[number] = 0
    return number
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
  // Each as it was heard of last. Where there is no room for one, it announces itself again within minutes.
  onMerge(siblings) {
    let room = PEERS - Object.keys(this.peers).length
    for (const { state } of siblings)
      for (const [name, peer] of Object.entries(state.peers))
        if (name in this.peers ? this.peers[name].at < peer.at : room-- > 0) this.peers[name] = peer
    return this
  }
}

const STEPS = 28 // of a byte, for each factor of e

function byteOf(ms) {
  return Math.min(1 + Math.round(STEPS * Math.log1p(ms)), 255)
}

function msOf(byte) {
  return Math.expm1((byte - 1) / STEPS)
}

function distance(a, b) {
  return Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]) + a[3] + b[3]
}

function placeOf(coordinates) {
  if (!coordinates) return undefined
  const { vector, height } = coordinates
  const place = [vector?.[0], vector?.[1], vector?.[2], height]
  if (!place.every(Number.isFinite)) throw new Error('coordinates are three numbers and a height')
  return place
}
