// smart-replication.aso.js: an object that takes refuge when too few nodes hold it. Every ten minutes it counts its copies; while
// there are fewer than `least`, it is also under another key: of the candidates, the one with the most homes that are none of its
// own. Signed; a refuge is an object of the same code, waiting empty.
export default {
  value: null,
  everyMs: 600_000,
  at: 0, // when the value was made; 0: it is an empty refuge
  least: 3,
  candidates: [], // keys of refuges
  of: null, // the key of the object that this is a refuge of
  refuge: null, // the one in use
  onPut() {
    if (this.value !== null) this.at = comet.getSystemTime()
    if (this.of === null) comet.setTimer('count', { every: this.everyMs })
    else comet.clearTimer('tick') // the one that every object with an onTimer has
    return this
  },
  async onTimer() {
    const homes = (await comet.lookup()).map(({ id }) => id).slice(0, this.least)
    if ((await this.copies(homes)) < this.least) await this.flee(homes)
    else if (this.refuge !== null) {
      await comet.put(this.refuge, { value: null, at: 0 })
      this.refuge = null
    }
  },
  async copies(homes) {
    const others = homes.filter((id) => id !== comet.getNodeID())
    const answers = await comet.get(comet.getASOKey(), others, 'there?')
    return homes.length - others.length + answers.filter(({ value }) => value === this.at).length
  },
  async flee(homes) {
    const found = await Promise.all(this.candidates.map((key) => comet.lookup(key)))
    const foreign = found.map(
      (nodes) => nodes.slice(0, this.least).filter(({ id }) => !homes.includes(id)).length
    )
    this.refuge ??= this.candidates[foreign.indexOf(Math.max(...foreign))]
    await comet.put(this.refuge, { value: this.value, at: this.at })
  },
  onUpdate({ value, at = comet.getSystemTime() }, { object }) {
    if (this.of !== null && object !== this.of) return null
    if (at > this.at || at === 0) Object.assign(this, { value, at })
    return this
  },
  onGet({ payload, object }) {
    return payload === 'there?' && object === comet.getASOKey() ? this.at : this.value
  },
  onMerge() {
    return this
  }
}
