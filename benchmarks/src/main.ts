// `npm run bench [-- NAME[=INPUT]… [--FLAG]]`: runs the suites, each on the input that it is given, if it takes one, prints a
// table for each, and writes benchmarks/results/NAME.json. A flag is an input of the name before it, and of its result's:
// `peers --quick` writes peers-quick.json; further flags follow with a dash each. Without names all suites run, which takes hours on a machine that must do nothing else.
import { mkdir, writeFile } from 'node:fs/promises'
import { arch, cpus, totalmem } from 'node:os'
import { setTimeout } from 'node:timers/promises'

interface Suite {
  bench(input?: string): Promise<unknown>
  show(result: never): string
}

const SUITES: Readonly<Record<string, () => Promise<unknown>>> = {
  quick: () => import('./quick.ts'),
  peers: () => import('./peers.ts'),
  profile: () => import('./profile.ts'),
  where: () => import('./where.ts'),
  scale: () => import('./scale.ts'),
  sandbox: () => import('./sandbox.ts'),
  engines: () => import('./engines.ts'),
  local: () => import('./local.ts'),
  cluster: () => import('./cluster.ts'),
  weather: () => import('./weather.ts'),
  'ring-balance': () => import('./ring-balance.ts'),
  vivaldi: () => import('./vivaldi.ts'),
  lifetimes: () => import('./lifetimes.ts'),
  timers: () => import('./timers.ts'),
  applications: () => import('./applications.ts'),
  'anti-entropy': () => import('./anti-entropy.ts'),
  maintenance: () => import('./maintenance.ts'),
  hops: () => import('./hops.ts'),
  bittorrent: () => import('./bittorrent.ts'),
  footprint: () => import('./footprint.ts'),
  soak: () => import('./soak.ts')
}

const BUSY_SECONDS = 3

interface Wanted {
  readonly name: string
  readonly input?: string
  /** Of the file of the result. */
  readonly file: string
}

const words = process.argv.slice(2)
const wanted = words.length > 0 ? understand(words) : understand(Object.keys(SUITES))
const unknown = wanted.map(({ name }) => name).filter((name) => !(name in SUITES))
if (unknown.length > 0) {
  process.stderr.write(
    `no such benchmark: ${unknown.join(', ')}; there are ${Object.keys(SUITES).join(', ')}\n`
  )
  process.exit(2)
}

const results = new URL('../results/', import.meta.url)
await mkdir(results, { recursive: true })
for (const { name, input, file } of wanted) {
  process.stdout.write(`\n── ${name}${input === undefined ? '' : `, ${input}`}\n`)
  const suite = (await SUITES[name]?.()) as Suite
  const busyBefore = await busy()
  const result = await suite.bench(input)
  process.stdout.write(`${suite.show(result as never)}\n`)
  const machine = {
    node: process.version,
    arch: arch(),
    cores: cpus().length,
    model: cpus()[0]?.model,
    memoryBytes: totalmem(),
    busyBefore
  }
  const written = { name, at: new Date().toISOString(), machine, result }
  await writeFile(new URL(`${file}.json`, results), `${JSON.stringify(written, null, 2)}\n`)
}

function understand(words: readonly string[]): Wanted[] {
  const found: Wanted[] = []
  for (const word of words) {
    const before = found.at(-1)
    if (word.startsWith('--') && before !== undefined) {
      const input = [...(before.input === undefined ? [] : [before.input]), word.slice(2)].join('-')
      found[found.length - 1] = { name: before.name, input, file: `${before.name}-${input}` }
      continue
    }
    const [name = '', ...input] = word.split('=')
    // What is quick is for a look, and takes no other result's place.
    const file = input[0] === 'quick' ? `${name}-quick` : name
    found.push(input.length === 0 ? { name, file } : { name, input: input.join('='), file })
  }
  return found
}

/** The share of all cores that others use, over a few seconds in which this process does nothing. */
async function busy(): Promise<number> {
  const times = () => {
    const all = cpus().flatMap(({ times }) => Object.values(times))
    return { all: sum(all), idle: sum(cpus().map(({ times }) => times.idle)) }
  }
  const before = times()
  await setTimeout(1_000 * BUSY_SECONDS)
  const after = times()
  return Number((1 - (after.idle - before.idle) / (after.all - before.all)).toFixed(3))
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}
