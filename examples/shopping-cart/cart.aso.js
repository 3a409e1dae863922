// cart.aso.js: Dynamo's shopping cart. An add is never refused and never lost; a removal takes away what it has seen.
// Each add has a tag of its own. A removal remembers the tags that it took away, so that no merge brings them back.
export default {
  items: {}, // tag → item
  removed: {}, // tag → true
  // A put that brings the code along is taken in also where no replica is in reach: it makes a cart there, which is merged later.
  onPut() {
    const { add, remove } = this
    delete this.add
    delete this.remove
    return this.onUpdate({ add, remove })
  },
  onUpdate({ add, remove }) {
    if (add !== undefined) this.items[`${Math.random()}`] = add
    for (const [tag, item] of Object.entries(this.items)) {
      if (item !== remove) continue
      delete this.items[tag]
      this.removed[tag] = true
    }
    return this
  },
  onGet() {
    return [...new Set(Object.values(this.items))].sort()
  },
  onMerge(siblings) {
    const removed = Object.assign({}, ...siblings.map(({ state }) => state.removed))
    const items = Object.assign({}, ...siblings.map(({ state }) => state.items))
    for (const tag of Object.keys(removed)) delete items[tag]
    return { items, removed }
  }
}
