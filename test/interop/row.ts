// One client, one way, one torrent of its own.
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { announce, isFound } from './asking.ts'
import { type ForeignClient, LOG, type Way } from './clients.ts'
import type { Network } from './gateways.ts'
import { hostAt } from './namespace.ts'
import { startSeeder } from './seeder.ts'
import { makeTorrent } from './torrent.ts'

export interface Row {
  readonly client: string
  readonly way: Way
  /** The seeder was found at another gateway than it was announced at, before the client was started. */
  readonly found: boolean
  readonly announced: boolean
  /** The file is there, byte for byte; of a client that downloads nothing, that it has found the seeder. */
  readonly got: boolean
  /** Until it had got it, or all that was waited for. */
  readonly seconds: number
  /** Why it was not expected to get the file. */
  readonly fault?: string
}

/** Whether all that was to be expected of the client was there. */
export function hasPassed({ found, announced, got, fault }: Row): boolean {
  return found && announced && (got || fault !== undefined)
}

/** Transmission waits a while before it asks a DHT that is so small. */
const PATIENCE_S = 180
/** Characters of what a client that fails has printed last. */
const PRINTED = 1_000
const SEEDER_PORT = 7_000
const CLIENT_PORT = 7_001

export interface RowOptions {
  readonly client: ForeignClient
  readonly way: Way
  readonly network: Network
  /** Of the host that the client is at; the seeder is at another one of 10.9.0.0/16. */
  readonly number: number
}

export async function runRow({ client, way, network, number }: RowOptions): Promise<Row> {
  const folder = mkdtempSync(join(tmpdir(), 'halley-interop-'))
  const [downloads, own] = [join(folder, 'downloads'), join(folder, 'own')]
  for (const path of [downloads, own]) mkdirSync(path)
  const [one, two, three] = network.dht as readonly [string, string, string]
  const tracker = network.trackers[2]!
  const url = way === 'http' ? `http://${tracker}/announce` : `udp://${tracker}/announce`
  const torrent = makeTorrent(`${client.name}-${way}`, [three], way === 'dht' ? undefined : url)
  const file = join(folder, `${torrent.name}.torrent`)
  writeFileSync(file, torrent.file)
  const ip = hostAt(number)
  const seederIp = hostAt(19)
  const port = SEEDER_PORT + number
  const seeder = await startSeeder(torrent, seederIp, port)
  await announce(one, torrent.infoHash, seederIp, port)
  const found = await isFound(two, torrent.infoHash, seederIp, { ip: seederIp, port })
  const begun = Date.now()
  const running = client.start({
    torrent: file,
    downloads,
    own,
    ip,
    port: CLIENT_PORT,
    gateway: three,
    gateways: network.mainline,
    infoHash: torrent.infoHash
  })
  const printed = () => readFileSync(join(own, LOG), 'utf8')
  const hasGot = () => {
    if (client.findsOnly) return printed().includes(`${seederIp}:${port}`)
    const saved = join(downloads, torrent.name)
    return existsSync(saved) && readFileSync(saved).equals(torrent.content)
  }
  const isAnnounced = () => isFound(two, torrent.infoHash, seederIp, { ip })
  const fault = client.faults?.[way]
  let [got, announced] = [false, false]
  const waited = () => (Date.now() - begun) / 1_000
  let seconds = 0
  while (waited() < PATIENCE_S && running.exitCode === null && !((got || fault !== undefined) && announced)) {
    await delay(500)
    if (!got) seconds = waited()
    got ||= hasGot()
    announced ||= await isAnnounced()
  }
  if (running.pid !== undefined && running.exitCode === null) process.kill(-running.pid, 'SIGKILL')
  if (!got && fault === undefined) console.log(printed().slice(-PRINTED))
  seeder.close()
  rmSync(folder, { recursive: true, force: true })
  console.log(`${client.name} by ${way}: ${got ? `${seconds.toFixed(1)} s` : (fault ?? 'FAILED')}`)
  const row = { client: client.name, way, found, announced, got, seconds }
  return fault === undefined ? row : { ...row, fault }
}
