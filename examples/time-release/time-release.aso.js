// time-release.aso.js: a value that nobody can read before one moment, and nobody after another: a sealed bid, a note that ends.
export default {
  value: null,
  from: 0, // both in milliseconds since the epoch
  until: 0,
  onPut() {
    if (!(this.until > Math.max(this.from, comet.getSystemTime()))) return null
    comet.setTimer('end', { at: this.until })
    return this
  },
  onGet() {
    const now = comet.getSystemTime()
    if (now < this.from) return { from: this.from }
    if (now < this.until) return { value: this.value }
    comet.deleteSelf() // the timer has not got to it yet
    return null
  },
  onTimer() {
    comet.deleteSelf()
  },
  onUpdate() {
    return null // what is sealed stays as it is
  },
  onDelete() {
    return comet.getSystemTime() >= this.from
  }
}
