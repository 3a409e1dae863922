// recursive-get.aso.js: a folder whose entries are the keys of other folders. A get with a path hops from object to object. Signed.
export default {
  entries: {}, // name → key
  value: null,
  async onGet({ payload }) {
    const [name, ...rest] = payload ?? []
    if (name === undefined) return { value: this.value }
    if (!Object.hasOwn(this.entries, name)) return { missing: name }
    try {
      return (await comet.get(this.entries[name], undefined, rest)) ?? { missing: name }
    } catch ({ code }) {
      return { missing: name, because: code }
    }
  },
  onUpdate(incoming) {
    const { name, key, value } = incoming ?? {}
    if (value !== undefined) this.value = value
    if (key !== undefined) this.entries[name] = key
    if (key === null) delete this.entries[name]
    return this
  },
  onMerge(siblings) {
    return { value: this.value, entries: Object.assign({}, ...siblings.map(({ state }) => state.entries)) }
  }
}
