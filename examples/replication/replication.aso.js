// replication.aso.js: an object that puts itself under further keys, so that it outlives all homes of its own. Signed; the copies are
// objects of the same code.
export default {
  value: null,
  everyMs: 600_000,
  at: 0, // when the value was made
  copies: [], // keys
  of: null, // the key of the object that this is a copy of
  onPut() {
    if (this.at === 0) this.at = comet.getSystemTime()
    if (this.of === null) comet.setTimer('copy', { every: this.everyMs })
    else comet.clearTimer('tick') // the one that every object with an onTimer has
    return this
  },
  async onTimer() {
    const { value, at } = this
    await Promise.allSettled(this.copies.map((key) => comet.put(key, { value, at })))
  },
  onUpdate({ value, at = comet.getSystemTime() }, { object }) {
    if (this.of !== null && object !== this.of) return null
    if (at > this.at) Object.assign(this, { value, at })
    return this
  },
  onGet() {
    return this.value
  },
  onMerge() {
    return this
  }
}
