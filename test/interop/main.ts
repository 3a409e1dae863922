// `npm run interop`: BitTorrent clients as they are installed, against a Halley network of three nodes, in a network namespace that has
// loopback and nothing else: what they would send to the world goes nowhere.
//
//   npm run interop                     every client by every way
//   npm run interop -- aria2 rtorrent   only these
//   npm run interop -- rtorrent udp     by this way
//
// A row is one client that finds one seeder by one way: by the DHT, or by a tracker over HTTP or UDP. The seeder is ours (seeder.ts). It
// is announced at one gateway, and has to be found at a second one before the client is started, which knows only a third: what the
// client then finds, it finds through the network. All rows are run side by side: clients wait more than they work.
//
// Exit code 1 where a client that is installed does not do what it should, 2 where there can be no namespace.
import { CLIENTS, isInstalled, WAYS, type Way } from './clients.ts'
import { startNetwork } from './gateways.ts'
import { enterNamespace, isolated } from './namespace.ts'
import { hasPassed, type Row, runRow } from './row.ts'

async function main(wanted: readonly string[]): Promise<boolean> {
  const unknown = wanted.filter((name) => !isWay(name) && !CLIENTS.some((client) => client.name === name))
  if (unknown.length > 0) throw new Error(`no such client or way: ${unknown.join(', ')}`)
  const named = wanted.filter((name) => !isWay(name))
  const ways = wanted.some(isWay) ? wanted.filter(isWay) : WAYS
  const chosen = CLIENTS.filter(({ name }) => named.length === 0 || named.includes(name))
  for (const { name, install } of chosen.filter((client) => !isInstalled(client)))
    console.log(`skipped ${name}, which is not installed: ${install}`)
  const clients = chosen.filter(isInstalled)
  const network = await startNetwork()
  try {
    const each = clients.flatMap((client) =>
      ways.filter((way) => client.ways?.includes(way) ?? true).map((way) => ({ client, way }))
    )
    let number = FIRST_HOST
    const rows = await Promise.all(each.map((one) => runRow({ ...one, network, number: number++ })))
    // Clients have clocks and chances of their own, and many at once keep each other waiting: who fails is asked once more, alone.
    for (const [at, one] of each.entries())
      if (!hasPassed(rows[at]!)) rows[at] = await runRow({ ...one, network, number: number++ })
    print(rows)
    return rows.every(hasPassed)
  } finally {
    await network.stop()
  }
}

/** Those before it are gateways', and the seeder's. */
const FIRST_HOST = 20

function isWay(name: string): name is Way {
  return WAYS.some((way) => way === name)
}

function print(rows: readonly Row[]): void {
  console.log('\n| client | way | seeder found before | client announced itself | file | seconds |')
  console.log('| --- | --- | --- | --- | --- | ---: |')
  for (const row of rows) {
    const { client, way, found, announced, got, seconds, fault } = row
    const what = CLIENTS.find(({ name }) => name === client)?.findsOnly ? 'seeder found' : 'the same'
    const cells = [client, way, found, announced, got ? what : (fault ?? 'NOT THERE'), seconds.toFixed(0)]
    console.log(
      `| ${cells.map((cell) => (cell === true ? 'yes' : cell === false ? 'NO' : cell)).join(' | ')} |`
    )
  }
}

if (isolated()) process.exit((await main(process.argv.slice(2))) ? 0 : 1)
else process.exit(enterNamespace())
