// greeting.aso.js: the seed example. Each replica keeps track of the number of gets it served.
export default {
  value: 'Hello world!', // own data properties: the state, replicated and versioned
  onGet() {
    local.gets = (local.gets ?? 0) + 1 // `local`: this replica's own state, never replicated
    return { value: this.value, gets: local.gets }
  }
}
