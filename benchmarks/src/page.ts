// Writes docs/performance.md and its drawings from the results of the suites that were run here. A suite without a result has no
// part in the page.
//
//   node benchmarks/src/page.ts [FOLDER]     another folder instead of docs
import { mkdir, writeFile } from 'node:fs/promises'
import { pathToFileURL } from 'node:url'
import type { BittorrentResult } from './bittorrent.ts'
import type { EnginesRow } from './engines.ts'
import type { FootprintResult } from './footprint.ts'
import type { HopsResult } from './hops.ts'
import type { MaintenanceResult } from './maintenance.ts'
import { bittorrentPart } from './page/bittorrent-part.ts'
import { hopsPart } from './page/hops-part.ts'
import { count, table } from './page/markdown.ts'
import { enginesPart, footprintPart } from './page/node-parts.ts'
import type { Part } from './page/part.ts'
import { peersPart } from './page/peers-part.ts'
import { profilePart } from './page/profile-part.ts'
import { latestOf, readResult } from './page/results.ts'
import { scalePart } from './page/scale-part.ts'
import { maintenancePart, soakPart } from './page/time-parts.ts'
import { wherePart } from './page/where-part.ts'
import type { PeersResult } from './peers.ts'
import type { ProfileResult } from './profile.ts'
import type { ScaleResult } from './scale.ts'
import type { SoakResult } from './soak.ts'
import type { WhereRow } from './where.ts'

const [folder] = process.argv.slice(2)
const docs = folder === undefined ? new URL('../../docs/', import.meta.url) : pathToFileURL(`${folder}/`)

/** The share of all cores that others may use while something is measured. */
const DISTURBING = 0.1

const parts = [
  part<PeersResult>(latestOf(['peers', 'peers-short', 'peers-five']) ?? 'peers-quick', peersPart),
  part<readonly WhereRow[]>('where', wherePart),
  part<ProfileResult>('profile', profilePart),
  part<readonly EnginesRow[]>('engines', enginesPart),
  part<FootprintResult>('footprint', footprintPart),
  part<ScaleResult>('scale', scalePart),
  part<MaintenanceResult>('maintenance', maintenancePart),
  part<SoakResult>('soak', soakPart),
  part<HopsResult>('hops', hopsPart),
  part<BittorrentResult>('bittorrent', bittorrentPart)
].flatMap((found) => found ?? [])
if (parts.length === 0) {
  process.stderr.write(
    'there are no results yet: npm run bench -- peers engines footprint scale maintenance soak hops bittorrent\n'
  )
  process.exit(1)
}

await mkdir(new URL('images/', docs), { recursive: true })
for (const { name, svg } of parts.flatMap(({ drawings }) => drawings))
  await writeFile(new URL(`images/${name}.svg`, docs), svg)
await writeFile(
  new URL('performance.md', docs),
  `${[head(), barsOf(parts), ...parts.map(({ text }) => text)].join('\n\n')}\n`
)

/** The part, and when and where its figures were measured. */
function part<Result>(name: string, write: (result: Result) => Part): Part | undefined {
  const found = readResult<Result>(name)
  if (found === undefined) return undefined
  const { at, machine, result } = found
  const { text, isModel, ...rest } = write(result)
  const gigabytes = Math.round(machine.memoryBytes / 1e9)
  const where = `Measured on ${at.slice(0, 10)}: ${machine.cores} cores (${machine.model}), ${gigabytes} GB, Node ${machine.node}, \`npm run bench -- ${name.replace(/-(?=short|quick|five)/g, ' --')}\`.${isModel ? '' : disturbed(machine.busyBefore)}`
  return { ...rest, text: `${text}\n\n${where}` }
}

function disturbed(busyBefore: number | undefined): string {
  if (busyBefore === undefined) return ' What else the machine did is not known.'
  if (busyBefore < DISTURBING) return ''
  const share = Math.round(100 * busyBefore)
  return ` **The machine was doing other work, with ${share} % of its cores: these figures are too bad.**`
}

/** All that was to be reached, in one place. */
function barsOf(parts: readonly Part[]): string {
  const bars = parts.flatMap((one) => one.bars ?? [])
  const reached = bars.filter((one) => one.reached === true).length
  return [
    '## Bars',
    `What was aimed at. ${count(reached)} of ${count(bars.length)} are reached.`,
    table(
      ['what', 'bar', 'found', ''],
      bars.map(({ what, bar, found, reached }) => [
        what,
        bar,
        found,
        reached === true ? 'reached' : reached === false ? 'missed' : reached
      ])
    )
  ].join('\n\n')
}

function head(): string {
  return [
    '# Performance',
    'This page is written by `node benchmarks/src/page.ts` from what `npm run bench` measured. All nodes of a network share one machine with the client that asks them: the figures compare systems and versions on that machine, and say nothing of networks between machines.'
  ].join('\n\n')
}
