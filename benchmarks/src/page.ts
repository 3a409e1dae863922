// Writes docs/performance.md and its drawings from the results of the suites that were run here. A suite without a result has no
// part in the page.
//
//   node benchmarks/src/page.ts [FOLDER]     another folder instead of docs
import { mkdir, writeFile } from 'node:fs/promises'
import { pathToFileURL } from 'node:url'
import type { EnginesRow } from './engines.ts'
import type { FootprintResult } from './footprint.ts'
import type { HopsResult } from './hops.ts'
import { enginesPart, footprintPart, hopsPart, profilePart } from './page/own-parts.ts'
import type { Part } from './page/part.ts'
import { peersPart } from './page/peers-part.ts'
import { readResult } from './page/results.ts'
import type { PeersResult } from './peers.ts'
import type { ProfileResult } from './profile.ts'

const [folder] = process.argv.slice(2)
const docs = folder === undefined ? new URL('../../docs/', import.meta.url) : pathToFileURL(`${folder}/`)

const parts = [
  part<PeersResult>('peers', peersPart),
  part<ProfileResult>('profile', profilePart),
  part<readonly EnginesRow[]>('engines', enginesPart),
  part<FootprintResult>('footprint', footprintPart),
  part<HopsResult>('hops', hopsPart)
].flatMap((found) => found ?? [])
if (parts.length === 0) {
  process.stderr.write('there are no results yet: npm run bench -- peers profile engines footprint hops\n')
  process.exit(1)
}

await mkdir(new URL('images/', docs), { recursive: true })
for (const { name, svg } of parts.flatMap(({ drawings }) => drawings))
  await writeFile(new URL(`images/${name}.svg`, docs), svg)
await writeFile(
  new URL('performance.md', docs),
  `${[head(), ...parts.map(({ text }) => text)].join('\n\n')}\n`
)

/** The part, and when and where its figures were measured. */
function part<Result>(name: string, write: (result: Result) => Part): Part | undefined {
  const found = readResult<Result>(name)
  if (found === undefined) return undefined
  const { at, machine, result } = found
  const { text, ...rest } = write(result)
  const gigabytes = Math.round(machine.memoryBytes / 1e9)
  const where = `Measured on ${at.slice(0, 10)}: ${machine.cores} cores (${machine.model}), ${gigabytes} GB, Node ${machine.node}, \`npm run bench -- ${name}\`.`
  return { ...rest, text: `${text}\n\n${where}` }
}

function head(): string {
  return [
    '# Performance',
    'This page is written by `node benchmarks/src/page.ts` from what `npm run bench` measured. All nodes of a network share one machine with the client that asks them: the figures compare systems and versions on that machine, and say nothing of networks between machines.'
  ].join('\n\n')
}
