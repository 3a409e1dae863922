// `npm run bench [-- NAME[=INPUT]…]`: runs the suites, each on the input that it is given, if it takes one, prints a table for each, and writes benchmarks/results/NAME.json.
import { mkdir, writeFile } from 'node:fs/promises'
import { arch, cpus, totalmem } from 'node:os'

interface Suite {
  bench(input?: string): Promise<unknown>
  show(result: never): string
}

const SUITES: Readonly<Record<string, () => Promise<unknown>>> = {
  sandbox: () => import('./sandbox.ts'),
  cluster: () => import('./cluster.ts'),
  weather: () => import('./weather.ts'),
  'ring-balance': () => import('./ring-balance.ts'),
  vivaldi: () => import('./vivaldi.ts'),
  timers: () => import('./timers.ts'),
  applications: () => import('./applications.ts'),
  'anti-entropy': () => import('./anti-entropy.ts')
}

const asked = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(SUITES)
const wanted = asked.map((word): [string, string?] => {
  const [name = '', ...input] = word.split('=')
  return input.length === 0 ? [name] : [name, input.join('=')]
})
const unknown = wanted.map(([name]) => name).filter((name) => !(name in SUITES))
if (unknown.length > 0) {
  process.stderr.write(
    `no such benchmark: ${unknown.join(', ')}; there are ${Object.keys(SUITES).join(', ')}\n`
  )
  process.exit(2)
}

const results = new URL('../results/', import.meta.url)
await mkdir(results, { recursive: true })
for (const [name, input] of wanted) {
  process.stdout.write(`\n── ${name}\n`)
  const suite = (await SUITES[name]?.()) as Suite
  const result = await suite.bench(input)
  process.stdout.write(`${suite.show(result as never)}\n`)
  const machine = {
    node: process.version,
    arch: arch(),
    cores: cpus().length,
    model: cpus()[0]?.model,
    memoryBytes: totalmem()
  }
  const file = new URL(`${name}.json`, results)
  await writeFile(
    file,
    `${JSON.stringify({ name, at: new Date().toISOString(), machine, result }, null, 2)}\n`
  )
}
