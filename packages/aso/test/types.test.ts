// What the types refuse, each with the complaint that an author reads, and where.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, it } from 'node:test'
import { fileURLToPath } from 'node:url'

interface Bad {
  readonly name: string
  /** Laid into an object whose state is `count: number; names: string[]`. */
  readonly body: string
  readonly says: RegExp
}

const BAD: readonly Bad[] = [
  {
    name: 'a state that is not there',
    body: 'onGet() { return this.cuont }',
    says: /'cuont' does not exist/
  },
  {
    name: 'a state of another type',
    body: 'onGet() { this.count = "1" }',
    says: /'string' is not assignable to type 'number'/
  },
  { name: 'a handler that nobody calls', body: 'onGte() {}', says: /'onGte' does not exist/ },
  { name: 'a veto that is none', body: 'onDelete() { return "no" }', says: /'string' is not assignable/ },
  { name: 'a put that stores something else', body: 'onPut() { return { count: 1 } }', says: /names/ },
  {
    name: 'a payload taken for what it may not be',
    body: 'onGet(caller) { return caller.payload.port }',
    says: /'caller.payload' is of type 'unknown'/
  },
  {
    name: 'a version without looking at its state',
    body: 'onMerge([first]) { return first.count }',
    says: /possibly 'undefined'|'count' does not exist/
  },
  {
    name: 'a word of the host that is none',
    body: 'onGet() { return comet.getTime() }',
    says: /'getTime' does not exist/
  },
  {
    name: 'a timer at a place that is none',
    body: 'onPut() { comet.setTimer("x", { every: "1m", on: "everywhere" }) }',
    says: /"everywhere"' is not assignable/
  },
  {
    name: 'a local state of another type',
    body: 'onGet() { local.gets = new Date() }',
    says: /'Date' is not assignable/
  }
]

const sourceOf = (own: string, body: string) => `import type { ActiveObject, Comet, Local } from '@halley/aso'
declare const comet: Comet
declare const local: Local<{ gets: number }>
void comet, local
export default {
  count: 0, names: [],
  ${body}
} satisfies ActiveObject<${own}>
`
const OWN = '{ count: number; names: string[] }'

let folder = ''
/** Complaints by file and line. */
const complaints = new Map<string, string>()

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'halley-aso-types-'))
  const root = fileURLToPath(new URL('../../../', import.meta.url))
  const compilerOptions = {
    target: 'es2025',
    module: 'nodenext',
    types: [],
    noEmit: true,
    strict: true,
    noUncheckedIndexedAccess: true,
    allowImportingTsExtensions: true,
    skipLibCheck: true,
    paths: { '@halley/aso': [join(root, 'packages/aso/test/authors.ts')] }
  }
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['*.ts'] }))
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }')
  for (const [at, { body }] of BAD.entries())
    await writeFile(join(folder, `bad-${at}.ts`), sourceOf(OWN, body))
  await writeFile(join(folder, 'fine.ts'), sourceOf(OWN, 'onGet() { return this.names }'))
  await writeFile(
    join(folder, 'date.ts'),
    sourceOf('{ count: number; names: never[]; at: Date }', 'at: new Date(),')
  )
  const tsc = join(root, 'node_modules/typescript/bin/tsc')
  const { stdout } = spawnSync(process.execPath, [tsc, '-p', folder, '--pretty', 'false'], {
    encoding: 'utf8',
    cwd: folder
  })
  for (const [, file, place, text] of stdout.matchAll(/^([\w-]+\.ts)\((\d+),\d+\): error (.*(?:\n .*)*)/gm))
    complaints.set(file!, `${complaints.get(file!) ?? ''}${place}: ${text}\n`)
})

after(() => rm(folder, { recursive: true, force: true }))

for (const [at, { name, says }] of BAD.entries()) {
  it(`types refuse ${name}`, () => {
    const said = complaints.get(`bad-${at}.ts`) ?? ''
    assert.match(said, says)
    assert.match(said, /^7: /)
  })
}

it('types refuse a state that cannot be stored', () =>
  assert.match(complaints.get('date.ts') ?? '', /^7: .*never/))

it('types allow the same object without the mistake', () =>
  assert.equal(complaints.get('fine.ts'), undefined))
