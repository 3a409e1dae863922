// What is done to the nodes. Each fault strikes, and returns what undoes it.
import type { Prng } from '@halley/model'
import type { Cluster } from './cluster.ts'
import { damageFile, fillDisk, freeDisk } from './disk-faults.ts'

export interface Struck {
  /** In words. */
  readonly what: string
  /** The nodes that cannot be expected to serve meanwhile. */
  readonly out: readonly string[]
  /** May tell how it went. */
  heal(): Promise<unknown>
}

export interface Fault {
  readonly name: string
  /** Milliseconds that it lasts. */
  readonly least: number
  readonly most: number
  strike(cluster: Cluster, prng: Prng): Promise<Struck>
}

function some<T>(count: number, names: readonly T[], prng: Prng): T[] {
  const left = [...names]
  return Array.from({ length: count }, () => left.splice(prng.below(left.length), 1)[0] as T)
}

function others(names: readonly string[], few: readonly string[]): string[] {
  return names.filter((name) => !few.includes(name))
}

function minority(names: readonly string[]): number {
  return Math.floor((names.length - 1) / 2)
}

const kill: Fault = {
  name: 'kill',
  least: 2_000,
  most: 4_000,
  async strike(cluster, prng) {
    const out = some(minority(cluster.names), cluster.names, prng)
    await cluster.kill(...out)
    return { what: `kill -9 ${out.join(' ')}`, out, heal: () => cluster.up(...out) }
  }
}

const blackout: Fault = {
  name: 'blackout',
  least: 100,
  most: 500,
  async strike(cluster) {
    await cluster.kill(...cluster.names)
    return { what: 'kill -9 of all', out: cluster.names, heal: () => cluster.up(...cluster.names) }
  }
}

const pause: Fault = {
  name: 'pause',
  least: 1_500,
  most: 5_000,
  async strike(cluster, prng) {
    const out = some(1 + prng.below(minority(cluster.names)), cluster.names, prng)
    for (const name of out) cluster.pause(name)
    const heal = async (): Promise<void> => {
      for (const name of out) cluster.resume(name)
    }
    return { what: `SIGSTOP ${out.join(' ')}`, out, heal }
  }
}

const partition: Fault = {
  name: 'partition',
  least: 2_000,
  most: 5_000,
  async strike(cluster, prng) {
    const few = some(minority(cluster.names), cluster.names, prng)
    const many = others(cluster.names, few)
    await cluster.proxies.between(few, many, { cut: true })
    const heal = (): Promise<void> => cluster.proxies.between(few, many, {})
    return { what: `${few.join(' ')} | ${many.join(' ')}`, out: few, heal }
  }
}

const oneWay: Fault = {
  name: 'one-way',
  least: 2_000,
  most: 4_000,
  async strike(cluster, prng) {
    const from = some(1, cluster.names, prng)
    const to = others(cluster.names, from)
    const isOutward = prng.chance(0.5)
    const set = (cut: boolean): Promise<void> =>
      isOutward ? cluster.proxies.weather(from, to, { cut }) : cluster.proxies.weather(to, from, { cut })
    await set(true)
    return {
      what: isOutward ? `${from} is not heard` : `${from} does not hear`,
      out: from,
      heal: () => set(false)
    }
  }
}

const flap: Fault = {
  name: 'flap',
  least: 2_000,
  most: 4_000,
  async strike(cluster, prng) {
    const few = some(1, cluster.names, prng)
    const many = others(cluster.names, few)
    const ms = 100 + prng.below(400)
    let cut = false
    const flapping = setInterval(() => {
      cut = !cut
      void cluster.proxies.between(few, many, { cut })
    }, ms)
    const heal = async (): Promise<void> => {
      clearInterval(flapping)
      await cluster.proxies.between(few, many, {})
    }
    return { what: `${few} comes and goes every ${ms} ms`, out: few, heal }
  }
}

const reset: Fault = {
  name: 'reset',
  least: 1_000,
  most: 2_000,
  async strike(cluster, prng) {
    const few = some(1, cluster.names, prng)
    const resetting = setInterval(() => void cluster.proxies.break(few, others(cluster.names, few)), 250)
    const heal = async (): Promise<void> => clearInterval(resetting)
    return { what: `all connections of ${few} are reset, again and again`, out: few, heal }
  }
}

const slow: Fault = {
  name: 'slow',
  least: 2_000,
  most: 4_000,
  async strike({ proxies, names }, prng) {
    const delayMs = 10 + prng.below(70)
    await proxies.weather(names, names, { delayMs, jitterMs: delayMs })
    const heal = (): Promise<void> => proxies.weather(names, names, {})
    return { what: `${delayMs} to ${2 * delayMs} ms on every way`, out: [], heal }
  }
}

const loss: Fault = {
  name: 'loss',
  least: 2_000,
  most: 4_000,
  async strike({ proxies, names }, prng) {
    const percent = 1 + prng.below(10)
    await proxies.weather(names, names, { loss: percent / 100, delayMs: 1 })
    const heal = (): Promise<void> => proxies.weather(names, names, {})
    return { what: `${percent} % of all pieces are lost`, out: [], heal }
  }
}

const fullDisk: Fault = {
  name: 'full-disk',
  least: 2_000,
  most: 4_000,
  async strike(cluster, prng) {
    const [name] = some(1, cluster.names, prng) as [string]
    const pid = cluster.pid(name)
    fillDisk(pid, cluster.processes.folderOf(name))
    await ballast(cluster, name)
    const heal = async (): Promise<void> => {
      if (cluster.pid(name) === pid) freeDisk(pid)
    }
    return { what: `the disk of ${name} is full`, out: [], heal }
  }
}

/** Uses up what room the file of a node has left; a node keeps some in hand. */
async function ballast(cluster: Cluster, name: string): Promise<void> {
  const body = JSON.stringify({ value: 'x'.repeat(90_000) })
  const headers = { 'content-type': 'application/json' }
  const http = cluster.http(name)
  for (let at = 0; at < 60; at += 6) {
    const puts = Array.from({ length: 6 }, async (_, next) => {
      const url = `${http}/v1/objects/ballast-${performance.now()}-${at + next}`
      await (
        await fetch(url, { method: 'PUT', headers, body, signal: AbortSignal.timeout(10_000) })
      ).arrayBuffer()
    })
    await Promise.allSettled(puts)
  }
}

const damage: Fault = {
  name: 'damage',
  least: 100,
  most: 500,
  async strike(cluster, prng) {
    const out = some(1, cluster.names, prng)
    const [name] = out as [string]
    await cluster.kill(name)
    const what = damageFile(cluster.processes.folderOf(name), prng)
    const heal = async (): Promise<string> =>
      (await cluster.upDamaged(name)) ? 'refilled as a whole' : 'taken as it is'
    return { what: `the data file of ${name}: ${what}`, out, heal }
  }
}

const FAULTS: readonly Fault[] = [
  ...[kill, blackout, pause, partition, oneWay, flap, reset, slow, loss, fullDisk, damage]
]

/** Each once, or those named, in an order drawn: no disk is damaged before what another one lost is back. */
export function drawFaults(prng: Prng, names?: readonly string[]): Fault[] {
  const meant = FAULTS.filter(({ name }) => names === undefined || names.includes(name))
  return some(meant.length, meant, prng)
}
