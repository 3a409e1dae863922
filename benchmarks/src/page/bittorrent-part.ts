// The page's part about a BitTorrent gateway.
import type { BittorrentCase, BittorrentResult } from '../bittorrent.ts'
import { count, spreadText, table } from './markdown.ts'
import type { Bar, Part } from './part.ts'

/** Through one gateway, each second. */
const BARS: readonly { readonly what: BittorrentCase['what']; readonly least: number }[] = [
  { what: 'announce', least: 10_000 },
  { what: 'get_peers', least: 20_000 }
]

export function bittorrentPart(result: BittorrentResult): Part {
  const { nodes, swarms, peers, rounds, seconds, cases, residentMb } = result
  return {
    name: 'bittorrent',
    text: [
      '## A BitTorrent gateway',
      `${nodes} nodes as programs, as they are installed, of which one is the gateway; a client in a process of its own, which asks over loopback. ${swarms} swarms of ${peers} peers. Announcements come by UDP and are answered when they are durable at two nodes; get_peers comes by the Mainline DHT, from an address that is proven. Medians of ${rounds} rounds of ${seconds} s, after a first one, with the least and the most. What was not answered within 4 s is lost.`,
      table(
        ['what', 'in flight', 'each second', 'p50 ms', 'p99 ms', 'lost', 'bytes', 'faults'],
        cases.map((one) => [
          one.what,
          one.inFlight,
          spreadText(one.perSecond),
          one.p50Ms,
          one.p99Ms,
          `${(100 * one.lostShare).toFixed(2)} %`,
          one.answerBytes,
          faultsOf(one)
        ])
      ),
      `Microseconds of CPU for each${residentMb === null ? '' : `; the gateway's process had ${count(residentMb)} MB at the end`}:`,
      table(
        ['what', 'gateway', 'other nodes', 'client'],
        cases.map(({ what, cpuUs }) => [
          what,
          cpuUs?.gateway ?? Number.NaN,
          cpuUs?.others ?? Number.NaN,
          cpuUs?.client ?? Number.NaN
        ])
      )
    ].join('\n\n'),
    drawings: [],
    bars: BARS.flatMap(({ what, least }): Bar[] => {
      const found = cases.find((one) => one.what === what)?.perSecond.median
      if (found === undefined) return []
      const bar = `≥ ${count(least)}`
      return [{ what: `BitTorrent: ${what}, each second`, bar, found: count(found), reached: found >= least }]
    })
  }
}

function faultsOf({ faults }: BittorrentCase): string {
  const each = Object.entries(faults).map(([fault, times]) => `${count(times)} ${fault}`)
  return each.length === 0 ? '0' : each.join(', ')
}
