// rate-limiter.aso.js: may this one go on? A token bucket for each caller, kept in `local`: no other replica is asked.
const MOST = 200 // buckets

export default {
  perSecond: 1,
  burst: 5,
  onGet({ id, payload }) {
    const { who = id, cost = 1 } = payload ?? {}
    if (typeof cost !== 'number' || !(cost > 0 && cost <= this.burst)) return { allowed: false }
    const now = comet.getSystemTime()
    local.buckets = this.notFull(local.buckets ?? {}, now)
    const name = `to ${who}`.slice(0, 64) // with a word before it, it is never a name like __proto__
    const tokens = this.filled(local.buckets[name], now)
    if (tokens < cost)
      return { allowed: false, retryMs: Math.ceil(((cost - tokens) / this.perSecond) * 1000) }
    if (!(name in local.buckets) && Object.keys(local.buckets).length >= MOST) return { allowed: false }
    local.buckets[name] = [tokens - cost, now]
    return { allowed: true, left: Math.floor(tokens - cost) }
  },
  filled(bucket, now) {
    if (bucket === undefined) return this.burst
    const [tokens, at] = bucket
    return Math.min(this.burst, tokens + (Math.max(0, now - at) / 1000) * this.perSecond)
  },
  // A full bucket is as good as none.
  notFull(buckets, now) {
    if (Object.keys(buckets).length < MOST) return buckets
    return Object.fromEntries(
      Object.entries(buckets).filter(([, bucket]) => this.filled(bucket, now) < this.burst)
    )
  }
}
