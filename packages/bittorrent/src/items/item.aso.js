// item.aso.js: an item of BEP 44, as several gateways agree on it. One without a key never changes; one with a key takes what its holder
// has signed, with a number that grows. Who asks sees the state, and should verify it: only SHA-256 is to be had here, and an item's name
// is a SHA-1.
const LIFETIME_MS = 7_200_000 // from the last put
const ONCE_MS = 600_000 // the same, put at eight gateways one after the other, is written once

export default {
  replication: { lifetime: LIFETIME_MS },
  v: null, // the value, bencoded
  k: null, // Ed25519 key, 32 bytes
  salt: null,
  seq: null,
  sig: null,
  heardAt: 0,
  onPut() {
    this.heardAt = comet.getSystemTime()
    return this.v instanceof Uint8Array && (this.k === null || isSigned(this)) ? this : null
  },
  onUpdate({ v, k = null, salt = null, seq = null, sig = null, cas }) {
    if (!isSame(k, this.k) || !isSame(salt, this.salt)) return null
    if (isSame(v, this.v) && seq === this.seq) {
      return comet.getSystemTime() - this.heardAt < ONCE_MS ? this : this.renewed()
    }
    if (k === null || !(seq > this.seq) || (cas !== undefined && cas !== this.seq)) return null
    if (!isSigned({ v, k, salt, seq, sig })) return null
    this.v = v
    this.seq = seq
    this.sig = sig
    return this.renewed()
  },
  // The lifetime begins anew when it changes: by one millisecond, and back the next time.
  renewed() {
    const { lifetime } = this.replication
    this.heardAt = comet.getSystemTime()
    this.replication = { lifetime: lifetime === LIFETIME_MS ? LIFETIME_MS + 1 : LIFETIME_MS }
    return this
  },
  onDelete: () => false,
  onMerge: (siblings) => siblings.map(({ state }) => state).reduce((a, b) => (isLater(b, a) ? b : a))
}

const isLater = (a, b) => (a.seq === b.seq ? comet.hash(a.v) > comet.hash(b.v) : a.seq > b.seq)

function isSame(a, b) {
  if (a === b) return true
  if (!(a instanceof Uint8Array && b instanceof Uint8Array) || a.length !== b.length) return false
  return a.every((byte, at) => byte === b[at])
}

function isSigned({ v, k, salt, seq, sig }) {
  const salted = salt === null ? '' : `4:salt${salt.length}:`
  const middle = `3:seqi${seq}e1:v`
  const signed = new Uint8Array(salted.length + (salt?.length ?? 0) + middle.length + v.length)
  let at = 0
  const add = (part) => {
    signed.set(part, at)
    at += part.length
  }
  add(bytesOf(salted))
  if (salt !== null) add(salt)
  add(bytesOf(middle))
  add(v)
  return comet.verify(k, signed, sig)
}

const bytesOf = (ascii) => Array.from(ascii, (character) => character.charCodeAt(0))
