// How evenly the ring spreads keys, and what a join or a leave moves. Beside it, the same measured for tokens at random places
// of a circle, each node the owner of the arcs behind its tokens: Dynamo's strategy 1, from which its paper departs.
//
// A node is out of balance when its load is more than 15 % off what it should be (Dynamo, section 6.2). The paper's figures are
// of requests in production: 10 % of the nodes in busy hours, 20 % in quiet ones.
import { createHash } from 'node:crypto'
import { Ring, type RingMember } from '../../packages/membership/src/ring.ts'
import { figure } from './statistics.ts'

const SIZES = [3, 5, 10, 30, 50, 100]
const PARTITIONS = 4_096
const COPIES = 3
const KEYS = 100_000
const RINGS = 10
const TOKENS = 128
const TOLERANCE = 0.15

interface Figures {
  readonly nodes: number
  readonly weights: 'equal' | 'mixed'
  /** Percent of the nodes that are out of balance, and the largest deviation in percent: by homes of partitions … */
  readonly partitionsOut: number
  readonly partitionsWorst: number
  /** … by keys: each copy counts … */
  readonly keysOut: number
  readonly keysWorst: number
  /** … and by keys of which the node is the first, and so the coordinator. */
  readonly firstOut: number
  readonly firstWorst: number
  /** The same by keys with tokens at random places. */
  readonly tokensOut: number
  readonly tokensWorst: number
  /** Copies that a join moves, in percent of all, and how many times the newcomer's own share that is. */
  readonly joinMoves: number
  readonly joinMovesOfIdeal: number
  readonly leaveMoves: number
  readonly leaveMovesOfIdeal: number
}

const POSITIONS = Array.from({ length: KEYS }, (_, at) =>
  createHash('sha256').update(`key ${at}`).digest().readUInt32BE(0)
)

export async function bench(): Promise<Figures[]> {
  return (['equal', 'mixed'] as const).flatMap((weights) => SIZES.map((nodes) => measure(nodes, weights)))
}

export function show(result: readonly Figures[]): string {
  const rows = result.map((of) =>
    [
      `${of.nodes} ${of.weights}`,
      pair(of.partitionsOut, of.partitionsWorst),
      pair(of.keysOut, of.keysWorst),
      pair(of.firstOut, of.firstWorst),
      pair(of.tokensOut, of.tokensWorst),
      `${of.joinMoves} % = ${of.joinMovesOfIdeal} ×`,
      `${of.leaveMoves} % = ${of.leaveMovesOfIdeal} ×`
    ].join(' | ')
  )
  return [
    `${PARTITIONS} partitions, N = ${COPIES}, ${KEYS} keys, ${RINGS} rings each; % of nodes out of balance (worst deviation %)`,
    '| nodes | by partitions | by keys | first of keys | random tokens, by keys | a join moves | a leave moves |',
    '|---|---|---|---|---|---|---|',
    ...rows.map((row) => `| ${row} |`)
  ].join('\n')
}

function pair(out: number, worst: number): string {
  return `${out} (${worst})`
}

function measure(nodes: number, weights: 'equal' | 'mixed'): Figures {
  const sums = { partitions: new Spread(), keys: new Spread(), first: new Spread(), tokens: new Spread() }
  const joins = { moved: 0, ideal: 0 }
  const leaves = { moved: 0, ideal: 0 }
  for (let at = 0; at < RINGS; at++) {
    const members = membersOf(nodes, weights, at)
    const ring = ringOf(members)
    const shares = ring.shares(COPIES)
    sums.partitions.add(members, (id) => shares.get(id)?.homes ?? 0)
    const loads = loadsOf((position) => ring.listOf(position >>> (32 - Math.log2(PARTITIONS))))
    sums.keys.add(members, (id) => loads.homes.get(id) ?? 0)
    sums.first.add(members, (id) => loads.first.get(id) ?? 0)
    const tokens = loadsOf(tokenLists(members))
    sums.tokens.add(members, (id) => tokens.homes.get(id) ?? 0)
    count(joins, ring, ringOf([...members, { id: `newcomer ${at}`, weight: 1 }]), `newcomer ${at}`)
    count(leaves, ringOf(members.slice(1)), ring, (members[0] as RingMember).id)
  }
  const copies = (RINGS * PARTITIONS * COPIES) / 100
  return {
    nodes,
    weights,
    partitionsOut: sums.partitions.out,
    partitionsWorst: sums.partitions.worst,
    keysOut: sums.keys.out,
    keysWorst: sums.keys.worst,
    firstOut: sums.first.out,
    firstWorst: sums.first.worst,
    tokensOut: sums.tokens.out,
    tokensWorst: sums.tokens.worst,
    joinMoves: figure(joins.moved / copies),
    joinMovesOfIdeal: figure(joins.moved / joins.ideal),
    leaveMoves: figure(leaves.moved / copies),
    leaveMovesOfIdeal: figure(leaves.moved / Math.max(1, leaves.ideal))
  }
}

/** How far loads are off: from the mean of the nodes of the same weight, so that weights may mean what they do. */
class Spread {
  #nodes = 0
  #out = 0
  #worst = 0

  add(members: readonly RingMember[], loadOf: (id: string) => number): void {
    for (const weight of new Set(members.map((member) => member.weight))) {
      const alike = members.filter((member) => member.weight === weight)
      const mean = alike.reduce((sum, { id }) => sum + loadOf(id), 0) / alike.length
      for (const { id } of alike) {
        const off = Math.abs(loadOf(id) / mean - 1)
        this.#nodes++
        if (off > TOLERANCE) this.#out++
        this.#worst = Math.max(this.#worst, off)
      }
    }
  }

  get out(): number {
    return figure((100 * this.#out) / this.#nodes)
  }

  get worst(): number {
    return figure(100 * this.#worst)
  }
}

function membersOf(nodes: number, weights: 'equal' | 'mixed', ring: number): RingMember[] {
  return Array.from({ length: nodes }, (_, at) => ({
    id: `12D3KooW ${ring}/${at}`,
    weight: weights === 'equal' ? 1 : ([1, 2, 4][at % 3] as number)
  }))
}

function ringOf(members: readonly RingMember[]): Ring {
  const ring = new Ring('', PARTITIONS)
  ring.make(members)
  return ring
}

interface Loads {
  readonly homes: Map<string, number>
  readonly first: Map<string, number>
}

function loadsOf(listOf: (position: number) => readonly string[]): Loads {
  const loads: Loads = { homes: new Map(), first: new Map() }
  for (const position of POSITIONS) {
    for (const [at, id] of listOf(position).slice(0, COPIES).entries()) {
      loads.homes.set(id, (loads.homes.get(id) ?? 0) + 1)
      if (at === 0) loads.first.set(id, (loads.first.get(id) ?? 0) + 1)
    }
  }
  return loads
}

/** Strategy 1: the first distinct nodes clockwise from the key, tokens drawn by hashing, as many as the weight says. */
function tokenLists(members: readonly RingMember[]): (position: number) => string[] {
  const tokens = members
    .flatMap(({ id, weight }) =>
      Array.from({ length: TOKENS * weight }, (_, at) => ({
        id,
        at: createHash('sha256').update(`${id} ${at}`).digest().readUInt32BE(0)
      }))
    )
    .sort((a, b) => a.at - b.at)
  return (position) => {
    let low = 0
    for (let high = tokens.length; low < high; ) {
      const middle = (low + high) >> 1
      if ((tokens[middle] as { at: number }).at < position) low = middle + 1
      else high = middle
    }
    const found = new Set<string>()
    for (let step = 0; step < tokens.length && found.size < COPIES; step++)
      found.add((tokens[(low + step) % tokens.length] as { id: string }).id)
    return [...found]
  }
}

/** Copies that are in other places, and those that have to be: what `who` holds of the larger ring. */
function count(sums: { moved: number; ideal: number }, smaller: Ring, larger: Ring, who: string): void {
  for (let partition = 0; partition < PARTITIONS; partition++) {
    const before = new Set(smaller.listOf(partition).slice(0, COPIES))
    const after = larger.listOf(partition).slice(0, COPIES)
    sums.moved += after.filter((id) => !before.has(id)).length
    if (after.includes(who)) sums.ideal++
  }
}
