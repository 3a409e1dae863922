// Objects that the types allow, and what they are told in their handlers; tsc is the judge.
import type { ActiveObject, Comet, Local } from '../src/index.ts'

declare const comet: Comet
declare const local: Local<{ gets: number; callers: string[] }>

interface Tally {
  count: number
  by: Record<string, number>
  picture?: Uint8Array
  total(): number
}

export default {
  count: 0,
  by: {},
  total() {
    return Object.values(this.by).reduce((sum, one) => sum + one, 0)
  },
  onPut(caller) {
    if (caller.address === undefined) return null
    if (caller.capability !== undefined) comet.reply(caller.capability, { made: true })
    comet.log('made', comet.getASOKey(), caller.id)
    return this
  },
  onUpdate(incoming) {
    if (typeof incoming !== 'number') return incoming
    this.count += incoming
    return this
  },
  onGet(caller) {
    local.gets = (local.gets ?? 0) + 1
    const step: number = caller.payload?.step ?? 1
    this.by[caller.id] = (this.by[caller.id] ?? 0) + step
    return { count: this.count, gets: local.gets, total: this.total() }
  },
  async onDelete({ payload }) {
    if (payload?.step === 0) return comet.delete('other', payload)
    return this.count === 0 || comet.verify(comet.hash(new Uint8Array(2)), 'text', 'signature')
  },
  async onTimer({ name, missed, on }) {
    if (on === 'replica') local.gets = missed
    if (name === 'last') comet.clearTimer('last')
    else comet.setTimer('last', { at: comet.getSystemTime() + 1_000, every: '10m', on: 'primary' })
    const homes = await comet.lookup()
    const answers = await comet.get(
      comet.getASOKey(),
      homes.map(({ id }) => id)
    )
    for (const { node, value, error } of answers) comet.log(node, error?.code ?? value)
  },
  selectReplicas(neighbors) {
    return neighbors.filter(({ address }) => address?.startsWith('10.') === true).slice(0, this.count)
  },
  onMerge(siblings) {
    this.count = Math.max(...siblings.map(({ state }) => state.count))
    return this
  }
} satisfies ActiveObject<Tally, { step?: number }>
