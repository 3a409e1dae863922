// password.aso.js: a secret for those alone who know its password, on nodes that cannot be asked for anything else.
export default {
  password: '',
  secret: null,
  onPut() {
    return this.password === '' ? null : this
  },
  onGet({ payload }) {
    return this.isPassword(payload) ? this.secret : null
  },
  onUpdate(incoming) {
    if (!this.isPassword(incoming?.password)) return null
    if (incoming.remove) comet.deleteSelf()
    if (incoming.secret !== undefined) this.secret = incoming.secret
    if (incoming.next) this.password = incoming.next
    return this
  },
  onDelete() {
    return false // a delete cannot say the password
  },
  onMerge() {
    return this // of concurrent changes, each with the password, the latest
  },
  // Looks at every character whichever is wrong: `usage` tells whoever asks how many steps it took.
  isPassword(offered) {
    const { password } = this
    if (typeof offered !== 'string' || offered.length > 256) return false
    let differences = offered.length ^ password.length
    for (let at = 0; at < offered.length; at++)
      differences |= offered.charCodeAt(at) ^ password.charCodeAt(at % password.length)
    return differences === 0
  }
}
