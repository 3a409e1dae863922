// counter.aso.js: a counter that goes on counting on both sides of a split, and is right when they meet again (a PN-counter).
// Each replica has a share of its own in `local`, which no other version of the object can set back: of two versions of one
// share the larger is the later one.
export default {
  ups: {}, // name of a share → its sum
  downs: {},
  // A put that brings the code along counts where no replica is in reach, too: there it makes a counter, which is merged later.
  onPut() {
    const { add } = this
    delete this.add
    return add === undefined ? this : this.onUpdate({ add })
  },
  onUpdate(incoming) {
    const add = incoming?.add
    if (!Number.isSafeInteger(add)) return null
    local.name ??= Math.random().toString(36).slice(2)
    const side = add < 0 ? 'downs' : 'ups'
    local[side] = (local[side] ?? 0) + Math.abs(add)
    this[side][local.name] = local[side]
    return this
  },
  onGet() {
    const sum = (shares) => Object.values(shares).reduce((total, share) => total + share, 0)
    return sum(this.ups) - sum(this.downs)
  },
  onMerge(siblings) {
    for (const { state } of siblings)
      for (const side of ['ups', 'downs'])
        for (const [name, share] of Object.entries(state[side]))
          this[side][name] = Math.max(share, this[side][name] ?? 0)
    return this
  }
}
