// How long nodes stay, as an object inside the network sees it and as a prober outside does, beside the truth: simulated networks,
// each with another share of its nodes behind NAT. Comet's authors found medians of 3.1 hours from inside and 0.5 from outside.
//
// A run takes some minutes for each share. It writes its table into the README of the example, and a drawing beside the documents.
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { type Observed, observe, type View } from './lifetimes/observe.ts'
import { PROBER } from './lifetimes/prober.ts'
import { distributions } from './plot.ts'
import { median } from './statistics.ts'

const SHARES = [0, 0.2, 0.3]
/** Of which there is a drawing. */
const DRAWN = 0.3
const NODES = 80
const OBJECTS = 20
const HOURS = 48

/** The prober; one whose dials are never lost; those to whom nodes behind NAT send more seldom, and never. */
const PROBERS = [
  PROBER,
  { ...PROBER, loss: 0 },
  { ...PROBER, heardEveryHours: 8 },
  { ...PROBER, heardEveryHours: 1e9 }
]

interface Row extends Observed {
  readonly behindNat: number
}

const README = new URL('../../examples/lifetimes/README.md', import.meta.url)
const DRAWING = new URL('../../docs/images/lifetimes.svg', import.meta.url)

const [BEGIN, END] = ['<!-- table: begin -->', '<!-- table: end -->']

export async function bench(): Promise<readonly Row[]> {
  const rows: Row[] = []
  for (const behindNat of SHARES) {
    const setting = { nodes: NODES, behindNat, objects: OBJECTS, hours: HOURS, everyMs: 600_000 }
    rows.push({ behindNat, ...(await observe({ ...setting, probers: PROBERS, seed: 'lifetimes' })) })
    process.stdout.write(`${show(rows.slice(-1)).split('\n').at(-1)}\n`)
  }
  const readme = await readFile(README, 'utf8')
  const [before, after] = [readme.split(BEGIN)[0], readme.split(END)[1]]
  await writeFile(README, `${before}${BEGIN}\n\n${show(rows)}\n\n${END}${after}`)
  await draw(rows.find(({ behindNat }) => behindNat === DRAWN) as Row)
  return rows
}

/** The table, as Markdown. */
export function show(rows: readonly Row[]): string {
  return [
    '| behind NAT | truth | inside | outside | no dial is lost | hears every 8 h | hears nothing | lives: truth, inside, outside | nodes seen |',
    '| --: | --: | --: | --: | --: | --: | --: | --- | --- |',
    ...rows.map(({ behindNat, truth, inside, outside }) => {
      const medians = [truth, inside, ...outside].map(({ lifetimes }) => `${median(lifetimes).toFixed(1)} h`)
      const three = [truth, inside, outside[0] as View]
      const lives = three.map(({ lifetimes }) => lifetimes.length).join(', ')
      const seen = three.map(({ nodes }) => nodes).join(', ')
      return `| ${100 * behindNat} % | ${medians.join(' | ')} | ${lives} | ${seen} |`
    })
  ].join('\n')
}

async function draw({ behindNat, truth, inside, outside }: Row): Promise<void> {
  const title = `Node lifetimes, ${100 * behindNat} % of ${NODES} nodes behind NAT (simulated)`
  const views = { truth, inside, outside: outside[0] as View }
  const series = Object.entries(views).map(([name, { lifetimes }]) => ({ name, numbers: lifetimes }))
  await mkdir(new URL('.', DRAWING), { recursive: true })
  await writeFile(DRAWING, distributions(title, 'h', 12, series))
}
