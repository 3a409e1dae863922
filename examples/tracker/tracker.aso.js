// tracker.aso.js: the peers of a swarm find those that are near. A get announces who asks, and answers the nearest others: by the
// round trips that peers have measured and reported, and where there is none, by the network coordinates of the nodes.
const OFFERED = 20
const PEERS = 200
const STALE_MS = 1_800_000
const FRESH_MS = 300_000 // an announcement this young is not written again
const WITNESSES = [3, 40] // so few must, and so many may, have measured a peer whose own word is doubted
const DOUBT_MS = 20 // and so much farther it must be, at the median, than it says

export default {
  // Of each peer, at its number: its name, or null; its address; since when it has the number, and when it was heard of; x, y, z, its
  // height, and what that lacks. What peers report of each other is in `local.reports`: hints, which no other replica need have.
  names: [],
  addresses: [],
  since: [],
  heard: [],
  places: [],
  onGet({ id, address, coordinates, payload }) {
    const now = comet.getSystemTime()
    const name = payload?.name ?? id
    let who = this.names.indexOf(name)
    if (payload?.leaves) {
      if (who >= 0) this.names[who] = null
      return []
    }
    const isNew = who < 0
    if (isNew) who = this.room(now)
    const isDue = isNew || now - this.heard[who] > FRESH_MS
    if (isDue) {
      const place = coordinates ?? payload?.coordinates
      if (place || isNew) this.places.splice(5 * who, 5, ...placeOf(place), 0)
      this.names[who] = name
      this.addresses[who] = payload?.address ?? address ?? null
      this.heard[who] = now
      if (isNew) this.since[who] = now + Math.random()
    }
    this.recall()
    if (isDue) this.judge(who)
    if (payload?.reports) this.learn(who, payload.reports)
    return this.nearest(who)
  },
  nearest(who) {
    const ms = this.names.map((name, other) =>
      name === null || other === who ? null : this.between(who, other)
    )
    const near = [...ms.keys()].filter((at) => ms[at] !== null).sort((a, b) => ms[a] - ms[b])
    return near
      .slice(0, OFFERED)
      .map((at) => ({ peer: this.names[at], address: this.addresses[at], ms: Math.round(ms[at]) }))
  },
  between(a, b) {
    const report = local.reports[pairOf(a, b)] & 127
    if (report > 0) return Math.expm1((report - 1) / 16)
    return this.estimate(a, b) + this.places[5 * a + 4] + this.places[5 * b + 4]
  },
  // What the two say themselves of where they are.
  estimate(a, b) {
    const p = this.places
    const i = 5 * a
    const j = 5 * b
    return Math.hypot(p[i] - p[j], p[i + 1] - p[j + 1], p[i + 2] - p[j + 2]) + p[i + 3] + p[j + 3]
  },
  // Of two that contradict each other the one counts that says more: nobody comes nearer to others by what it reports.
  learn(who, reports) {
    const wrong = { ms: 0 }
    for (const [peer, ms] of Object.entries(reports).slice(0, OFFERED)) {
      const other = this.names.indexOf(peer)
      if (other < 0 || other === who || !(ms >= 0)) continue
      const [at, mine] = [pairOf(who, other), who < other ? 128 : 0]
      const value = Math.min(1 + Math.round(16 * Math.log1p(ms)), 127)
      const by = ms - this.between(who, other)
      if (by > wrong.ms) Object.assign(wrong, { ms: by, other })
      const known = local.reports[at]
      if (known === 0 || (known & 128) === mine || value > (known & 127)) local.reports[at] = mine | value
    }
    if (wrong.ms > DOUBT_MS) this.judge(wrong.other)
  },
  // Who is farther away from those that have measured it than it says is farther away from all others, too.
  judge(who) {
    const [least, most] = WITNESSES
    const lacks = []
    for (let at = 1; at < this.names.length && lacks.length < most; at++) {
      const other = (who + at) % this.names.length
      const report = local.reports[pairOf(who, other)] & 127
      if (report > 0) lacks.push(Math.expm1((report - 1) / 16) - this.estimate(who, other))
    }
    const median = lacks.sort((a, b) => a - b)[lacks.length >> 1]
    this.places[5 * who + 4] = lacks.length >= least && median > DOUBT_MS ? median : 0
  },
  // A number for a newcomer: of one that has not been heard of for long or, if there is no room, for longest.
  room(now) {
    for (const [at, heard] of this.heard.entries()) if (now - heard > STALE_MS) this.names[at] = null
    const free = this.names.indexOf(null)
    if (free >= 0) return free
    if (this.names.length < PEERS) return this.names.length
    return this.heard.reduce((oldest, heard, at) => (heard < this.heard[oldest] ? at : oldest), 0)
  },
  // What is known of a number is of the peer that has it, or else forgotten; of all, where this replica has just taken over.
  recall() {
    local.reports ??= new Uint8Array((PEERS * (PEERS - 1)) / 2) // of each pair: who measured it (a bit), and the round trip, or 0
    local.since ??= []
    const others = [...this.since.keys()].filter((at) => local.since[at] !== this.since[at])
    if (others.length === 0) return
    if (others.length > 4) local.reports.fill(0)
    else
      for (const at of others)
        for (let other = 0; other < PEERS; other++) if (other !== at) local.reports[pairOf(at, other)] = 0
    local.since = [...this.since]
  },
  onUpdate() {
    return null
  },
  // Each peer as it was heard of last. Where there is no room for one, it announces itself again within minutes.
  onMerge(siblings) {
    for (const { state } of siblings)
      for (const [at, name] of state.names.entries()) {
        if (name === null) continue
        const known = this.names.indexOf(name)
        const to = known < 0 ? this.names.length : known
        if (known < 0 ? to === PEERS : this.heard[to] >= state.heard[at]) continue
        this.names[to] = name
        this.addresses[to] = state.addresses[at]
        if (known < 0) this.since[to] = state.since[at]
        this.heard[to] = state.heard[at]
        this.places.splice(5 * to, 5, ...state.places.slice(5 * at, 5 * at + 5))
      }
    return this
  }
}

function pairOf(a, b) {
  return a > b ? (a * (a - 1)) / 2 + b : (b * (b - 1)) / 2 + a
}

function placeOf({ vector = [0, 0, 0], height = 0 } = {}) {
  const place = [vector[0], vector[1], vector[2], height]
  if (!place.every(Number.isFinite)) throw new Error('coordinates are three numbers and a height')
  return place
}
