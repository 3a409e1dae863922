// password.aso.js: a secret for those alone who know its password, on nodes that cannot be asked for anything else.
export default {
  salt: '',
  hash: '',
  secret: null,
  onPut() {
    const { password } = this
    delete this.password
    return this.lock(password)
  },
  onGet({ payload }) {
    return this.opens(payload) ? this.secret : null
  },
  onUpdate(incoming) {
    if (!this.opens(incoming?.password)) return null
    if (incoming.secret !== undefined) this.secret = incoming.secret
    return incoming.next === undefined ? this : this.lock(incoming.next)
  },
  onDelete({ payload }) {
    return this.opens(payload)
  },
  onMerge(siblings) {
    return siblings.reduce((a, b) => (b.writtenAt >= a.writtenAt ? b : a)).state // each was made with the password
  },
  lock(password) {
    if (typeof password !== 'string' || password === '') return null
    this.salt = comet.hash(this.salt + Math.random())
    this.hash = comet.hash(this.salt + password)
    return this
  },
  opens(offered) {
    return typeof offered === 'string' && comet.hash(this.salt + offered) === this.hash
  }
}
