// `npm run interop`: BitTorrent clients as they are installed, against a Halley network of three nodes, in a network namespace that has
// loopback and nothing else: what they would send to the world goes nowhere.
//
//   npm run interop                     every client by every way
//   npm run interop -- aria2 rtorrent   only these
//   npm run interop -- rtorrent udp     by this way
//
// A row is one client that finds one seeder by one way: by the DHT, or by a tracker over HTTP or UDP. The seeder is ours (seeder.ts). It
// is announced at one gateway, and has to be found at a second one before the client is started, which knows only a third: what the
// client then finds, it finds through the network. Exit code 1 where a client that is installed does not get the file.
import { CLIENTS, type ForeignClient, isInstalled } from './clients.ts'
import { startNetwork } from './gateways.ts'
import { enterNamespace, isolated } from './namespace.ts'
import { type Row, runRow, type Way } from './row.ts'

const WAYS: readonly Way[] = ['dht', 'http', 'udp']

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
  const rows: Row[] = []
  try {
    for (const way of ways)
      rows.push(...(await Promise.all(clients.map((client, at) => row(client, way, at)))))
  } finally {
    await network.stop()
  }
  print(rows)
  return rows.every(({ same }) => same)

  function row(client: ForeignClient, way: Way, at: number): Promise<Row> {
    return runRow({ client, way, network, number: 20 + at + 10 * WAYS.indexOf(way) })
  }
}

function isWay(name: string): name is Way {
  return WAYS.some((way) => way === name)
}

function print(rows: readonly Row[]): void {
  console.log('\n| client | way | seeder found before | client announced itself | file | seconds |')
  console.log('| --- | --- | --- | --- | --- | ---: |')
  for (const { client, way, found, announced, same, seconds } of rows) {
    const cells = [client, way, found, announced, same ? 'the same' : 'NOT THERE', seconds.toFixed(0)]
    console.log(
      `| ${cells.map((cell) => (cell === true ? 'yes' : cell === false ? 'NO' : cell)).join(' | ')} |`
    )
  }
}

if (isolated()) process.exit((await main(process.argv.slice(2))) ? 0 : 1)
else process.exit(enterNamespace())
