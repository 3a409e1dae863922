// one-time.aso.js: a value that can be read so many times, once unless it says otherwise, and is then gone everywhere.
export default {
  value: null,
  limit: 1,
  reads: {}, // a name of its own for each read → who read
  onGet({ id }) {
    if (this.value === null) return null
    const { value } = this
    this.reads[`${Math.random()}`] = id
    this.spend()
    return value
  },
  // Reads on both sides of a split count, whatever the other side knew of them. A deletion would forget those that it has seen, so
  // what is left of a spent value is its empty shell.
  onMerge(siblings) {
    this.reads = Object.assign({}, ...siblings.map(({ state }) => state.reads))
    this.spend()
    return this
  },
  spend() {
    if (Object.keys(this.reads).length >= this.limit) this.value = null
  },
  onUpdate() {
    return null
  }
}
