// replication.aso.js: an object that puts itself to the nodes nearest to its key, every ten minutes.
export default {
  value: null,
  selectReplicas(neighbors) {
    return neighbors
  },
  async onTimer() {
    const neighbors = await comet.lookup()
    const replicas = this.selectReplicas(neighbors)
    await comet.put(comet.getASOKey(), this, replicas)
  },
  onUpdate({ value }) {
    this.value = value
    return this
  },
  onGet() {
    return this.value
  },
  onMerge(siblings) {
    return siblings.reduce((a, b) => (b.writtenAt >= a.writtenAt ? b : a)).state // the later value holds
  }
}
