// The rule by which a tracker offers peers, so short and sparing that an object can contain it: those with the shortest round
// trip, which is what one of the two has reported, or else what their coordinates say. A wrong guess is offered once, reported,
// and not offered again.
//
// An object has 100,000 bytes of memory, its decoded state included. So peers are numbers from 0, and all that is known of them
// lies in two arrays of bytes: with 300 peers, 48 KB.

/** What a tracker knows of the round trips between its peers. */
export interface Swarm {
  /** PLACE numbers for each peer, in quarters of a millisecond: its vector, and its height with its excess. */
  readonly places: Int16Array
  /** A byte for each pair, at `pairOf`: the reported round trip on a scale of ratios, or 0 where there is none. */
  readonly reports: Uint8Array
}

export const PLACE = 4

/** The `most` peers to offer to `who` of `count`, nearest first. */
export function nearest({ places, reports }: Swarm, who: number, count: number, most: number): number[] {
  const found: number[] = []
  const times: number[] = []
  for (let other = 0; other < count; other++) {
    if (other === who) continue
    const reported = reports[pairOf(who, other)] as number
    const time = reported > 0 ? shortest * ratio ** (reported - 1) : estimate(places, who, other)
    // Into its place among the nearest so far, which is cheaper than sorting all.
    let at = times.length < most ? times.length : most - 1
    if (at < times.length && time >= (times[at] as number)) continue
    for (; at > 0 && (times[at - 1] as number) > time; at--) {
      times[at] = times[at - 1] as number
      found[at] = found[at - 1] as number
    }
    times[at] = time
    found[at] = other
  }
  return found
}

/** `who` has measured a round trip of so many milliseconds. Its height takes a part of what coordinates were wrong by. */
export function report({ places, reports }: Swarm, who: number, other: number, ms: number): void {
  const step = 1 + Math.round(Math.log(Math.max(ms, shortest) / shortest) / Math.log(ratio))
  reports[pairOf(who, other)] = Math.min(step, 255)
  const height = places[PLACE * who + 3] as number
  const wrong = Math.max(-10, Math.min(ms - estimate(places, who, other), 10))
  places[PLACE * who + 3] = Math.max(0, height + Math.round(learnt * wrong))
}

/** Where the pair has its byte: below a diagonal. */
export function pairOf(a: number, b: number): number {
  return a > b ? (a * (a - 1)) / 2 + b : (b * (b - 1)) / 2 + a
}

/** Milliseconds that the coordinates say. */
function estimate(places: Int16Array, who: number, other: number): number {
  const [a, b] = [PLACE * who, PLACE * other]
  const x = (places[a] as number) - (places[b] as number)
  const y = (places[a + 1] as number) - (places[b + 1] as number)
  const z = (places[a + 2] as number) - (places[b + 2] as number)
  return (Math.sqrt(x * x + y * y + z * z) + (places[a + 3] as number) + (places[b + 3] as number)) / 4
}

/** Round trips from half a millisecond to half a minute, in 254 steps of 4.5 %. */
const shortest = 0.5
const ratio = 1.045

/** Quarters of a millisecond by which a height changes for each millisecond that an estimate was wrong by. */
const learnt = 0.4
