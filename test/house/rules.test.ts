// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the sources under test are strings
// Each rule bites: small sources that break it, and sources that look alike and do not.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { checkBarrels } from './barrels.ts'
import { type Complaint, format } from './complaint.ts'
import { checkCycles } from './cycles.ts'
import { checkDead } from './dead.ts'
import { checkDeclared, checkReasons, readManifest } from './dependencies.ts'
import { checkPaths } from './documents.ts'
import { checkFloors } from './floors.ts'
import { PACKAGES, readSources, type Source } from './house.ts'
import { exportsOf, importsOf } from './imports.ts'
import { checkPurity } from './purity.ts'
import { checkSizes, MAX_LINES } from './sizes.ts'
import { tokenize } from './tokens.ts'

/** Runs a rule on sources and returns `path:line found` of each complaint. */
function complaints(
  check: (sources: readonly Source[]) => Complaint[],
  files: Record<string, string>
): string[] {
  return check(readSources(files)).map(({ path, line, found }) => `${path}:${line} ${found}`)
}

describe('tokens', () => {
  const words = (text: string) =>
    tokenize(text).flatMap(({ kind, text: word }) => (kind === 'word' ? [word] : []))

  it('are not found in comments, strings, templates and regular expressions', () => {
    assert.deepEqual(
      words('/* Date */ a // Date\nb("Date", \'Date\', `Date ${c} Date ${`${d} Date`}`, /Date"/g) / e / f'),
      [...'abcdef']
    )
  })
  it('go on after a division, a regular expression in a template, an object in a template', () => {
    assert.deepEqual(words('x / y; (1) / z; `${a.split(/}`/)}` + `${{ b: 1 }}`; c'), [
      ...'xyz',
      'a',
      'split',
      ...'bc'
    ])
  })
  it('know their lines', () => {
    const lines = tokenize('a\n/*\n*/ b\n`x\n${c}\ny` + d').filter(({ kind }) => kind === 'word')
    assert.deepEqual(
      lines.map(({ text, line }) => `${text}${line}`),
      ['a1', 'b3', 'c5', 'd6']
    )
  })
})

describe('imports and exports', () => {
  const imports = (text: string) =>
    importsOf(tokenize(text)).map(({ specifier, names }) => `${specifier}: ${names.join(' ')}`)

  it('are found in every form', () => {
    assert.deepEqual(imports("import './a'"), ['./a: '])
    assert.deepEqual(imports("import b from './b'"), ['./b: default'])
    assert.deepEqual(imports("import type { C, D as E } from './c'"), ['./c: C D'])
    assert.deepEqual(imports("import f, { type G, type as h, type } from './f'"), ['./f: G type type'])
    assert.deepEqual(imports("import * as i from './i'"), ['./i: *'])
    assert.deepEqual(imports("export { j, type K as L } from './j'\nexport * from './m'"), [
      './j: j K',
      './m: *'
    ])
    assert.deepEqual(imports("import.meta.resolve('q'); require.resolve('r/s'); require('t')"), [
      'q: *',
      'r/s: *',
      't: *'
    ])
    assert.deepEqual(imports("const n = await import('./n'); type O = import('./o').P"), ['./n: *', './o: *'])
  })
  it('are not seen where there are none', () => {
    assert.deepEqual(
      imports("import.meta.url; x.import('a'); ({ import: 'b' }); export const from = 'c'"),
      []
    )
    assert.deepEqual(imports("export type X = 'a' | 'b'\nexport { y }\nconst z = 'from'"), [])
    assert.deepEqual(imports("// import './a'\nconst a = `import './b'`"), [])
  })
  it('exports are the declared names', () => {
    const text = `export const a = 1; export async function b() {} export class C {} export abstract class D {}
      export interface E {} export type F = 1; export function* g() {} export { h, i as j }; export { k } from './k'`
    assert.equal(
      exportsOf(tokenize(text))
        .map(({ name }) => name)
        .join(''),
      'abCDEFghj'
    )
  })
})

describe('floors', () => {
  const one = (path: string, specifier: string) =>
    complaints(checkFloors, { [path]: `import '${specifier}'` }).length

  it('down is allowed, up and sideways are not', () => {
    assert.equal(one('packages/node/src/a.ts', '@halley/objects'), 0)
    assert.equal(one('packages/model/src/a.ts', '@halley/node'), 1)
    assert.equal(one('packages/objects/src/a.ts', '@halley/replication'), 1)
    assert.equal(one('packages/storage/src/a.ts', '@halley/network'), 1)
    assert.equal(one('sandbox/src/a.ts', '@halley/storage'), 1)
    assert.equal(one('packages/halley/src/a.ts', '@halley/simulator'), 1)
    assert.equal(one('examples/src/a.ts', 'halley'), 0)
  })
  it('the simulator sees the pure tower only; the command line sees the gateway', () => {
    assert.equal(one('packages/simulator/src/a.ts', '@halley/node'), 0)
    assert.equal(one('packages/simulator/src/a.ts', '@halley/storage'), 1)
    assert.equal(one('packages/cli/src/a.ts', '@halley/gateway'), 0)
    assert.equal(one('packages/gateway/src/a.ts', '@halley/cli'), 1)
  })
  it('types count', () => {
    assert.equal(
      checkFloors(readSources({ 'packages/model/src/a.ts': "import type { A } from '@halley/node'" })).length,
      1
    )
  })
  it('relative imports stay in their package, sources leave tests alone', () => {
    assert.equal(one('packages/node/src/a.ts', './deep/b.ts'), 0)
    assert.equal(one('packages/node/src/a.ts', '../../model/src/key.ts'), 1)
    assert.equal(one('packages/node/test/a.test.ts', '../../model/src/key.ts'), 1)
    assert.equal(one('packages/node/src/a.ts', '../test/words.ts'), 1)
    assert.equal(one('packages/node/test/a.test.ts', '../../model/test/words.ts'), 0)
    assert.equal(one('packages/model/test/a.test.ts', '../../node/test/words.ts'), 1)
    assert.equal(one('packages/node/src/a.ts', '../../model/test/words.ts'), 1)
    assert.equal(one('packages/node/test/a.test.ts', '../src/a.ts'), 0)
    assert.equal(one('packages/node/src/a.ts', '@halley/model/src/key.ts'), 1)
  })
  it('tests may look at neighbours, and at their own package as outsiders do', () => {
    assert.equal(one('packages/objects/test/a.test.ts', '@halley/replication'), 0)
    assert.equal(one('packages/objects/test/a.test.ts', '@halley/node'), 1)
    assert.equal(one('packages/objects/test/a.test.ts', '@halley/objects'), 0)
    assert.equal(one('packages/objects/src/a.ts', '@halley/objects'), 1)
  })
})

describe('cycles', () => {
  it('are found across files, through types, and through barrels', () => {
    const found = complaints(checkCycles, {
      'packages/model/src/a.ts': "import { b } from './b.ts'",
      'packages/model/src/b.ts': "\nimport type { C } from './deep/c.ts'",
      'packages/model/src/deep/c.ts': "export * from '../a.ts'"
    })
    const [a, b, c] = ['a', 'b', 'deep/c'].map((name) => `packages/model/src/${name}.ts`)
    assert.deepEqual(found, [`${c}:1 a cycle: ${a} → ${b} → ${c} → ${a}`])
    assert.equal(
      complaints(checkCycles, {
        'packages/node/src/index.ts': "export * from './a.ts'",
        'packages/node/src/a.ts': "import '@halley/node'"
      }).length,
      1
    )
  })
  it('two ways to one file are no cycle', () => {
    const files = { 'a.ts': "import './b.ts'; import './c.ts'", 'b.ts': "import './c.ts'", 'c.ts': '' }
    const entries = Object.entries(files).map(([name, text]) => [`packages/model/src/${name}`, text])
    assert.deepEqual(complaints(checkCycles, Object.fromEntries(entries)), [])
  })
})

describe('purity', () => {
  const found = (text: string, path = 'packages/objects/src/a.ts') =>
    complaints(checkPurity, { [path]: text }).length

  const impure = [
    'async function f() {}',
    'const x: Promise<void> = y',
    'Date.now()',
    'new Date()',
    'performance.now()',
    'Math.random()',
    'setTimeout(f, 1)',
    'queueMicrotask(f)',
    'process.env.X',
    'crypto.randomUUID()',
    'globalThis.Date',
    'a.localeCompare(b)',
    "import { randomBytes } from 'node:crypto'",
    "import { createHash, randomBytes } from 'node:crypto'",
    "import * as crypto from 'node:crypto'",
    "import { readFileSync } from 'node:fs'",
    "import 'node:fs'",
    "const fs = import('node:fs')"
  ]
  for (const text of impure) it(`refuses: ${text}`, () => assert.ok(found(text) >= 1))

  const pure = [
    "import { createHash } from 'node:crypto'",
    "import assert from 'node:assert/strict'",
    'x.process()',
    'const y = { process: 1, Date: 2 }',
    'interface Z { readonly process: string; async?: boolean }',
    'Math.floor(1)',
    '// await Date',
    "const constructor = 'Date'"
  ]
  for (const text of pure) it(`accepts: ${text}`, () => assert.equal(found(text), 0))

  it('holds the pure packages and the simulator, but not its starters, nor tests, nor the other tower', () => {
    assert.equal(found('await x', 'packages/simulator/src/world.ts'), 1)
    assert.equal(found('await x', 'packages/simulator/src/main.ts'), 0)
    assert.equal(found('await x', 'packages/simulator/src/cli/print.ts'), 0)
    assert.equal(found('await x', 'packages/node/test/a.test.ts'), 0)
    assert.equal(found('await x', 'packages/storage/src/a.ts'), 0)
  })
})

describe('barrels, sizes, dead exports', () => {
  it('barrels are for outsiders', () => {
    const files = {
      'packages/node/src/deep/a.ts': "import { x } from '../index.ts'",
      'packages/node/src/b.ts': "import { x } from './deep/index.ts'",
      'packages/node/test/a.test.ts': "import { x } from '../src/index.ts'"
    }
    assert.deepEqual(complaints(checkBarrels, files), [
      "packages/node/src/deep/a.ts:1 imports its own package's barrel '../index.ts'"
    ])
  })
  it('files end at the limit, the driver sooner, tests where they like', () => {
    const lines = (count: number) => 'x\n'.repeat(count)
    const found = complaints(checkSizes, {
      'packages/node/src/a.ts': lines(MAX_LINES),
      'packages/node/src/b.ts': lines(MAX_LINES + 1),
      'packages/node/test/b.test.ts': lines(MAX_LINES + 1),
      'packages/halley/src/driver.ts': lines(151)
    })
    assert.equal(found.length, 2)
    assert.match(found.join(), /b\.ts:0 301 lines.*driver\.ts:0 151 lines/)
  })
  it('an export that nobody imports is dead; one for a test, a barrel or a signature is not', () => {
    const found = complaints(checkDead, {
      'packages/node/src/a.ts': `export const used = 1
        export const tested = 1
        export const offered = 1
        export const dead = 1
        export interface Dead {}
        export interface Told {}
        export const told: Told = {}`,
      'packages/node/src/b.ts': "import { told, used } from './a.ts'",
      'packages/node/src/index.ts': "export { offered } from './a.ts'\nexport const ofBarrel = 1",
      'packages/node/test/a.test.ts': "import { tested } from '../src/a.ts'",
      'packages/node/src/all.ts': 'export const all = 1',
      'packages/node/src/c.ts': "export * from './all.ts'"
    })
    assert.deepEqual(found, [
      "packages/node/src/a.ts:4 nobody imports 'dead'",
      "packages/node/src/a.ts:5 nobody imports 'Dead'"
    ])
  })
})

describe('documents and dependencies', () => {
  it('a named path exists', () => {
    const text =
      'See `packages/node/src/a.ts`.\n`docs/gone.md`, `docs/here.md:12`, `sandbox/`, `npm run test`, packages/x\n'
    const exists = (path: string) => path === 'docs/here.md' || path === 'sandbox'
    assert.deepEqual(
      checkPaths('README.md', text, exists).map(({ line, found }) => `${line} ${found}`),
      ['1 `packages/node/src/a.ts` does not exist', '2 `docs/gone.md` does not exist']
    )
  })
  it('a dependency has a reason, a reason a dependency', () => {
    const manifest = readManifest(
      'packages/node/package.json',
      '{ "dependencies": { "@halley/model": "*", "lmdb": "1", "zod": "1" }, "devDependencies": { "mocha": "1" } }'
    )
    const list =
      '# Dependencies\n\n- `lmdb`: the engine that keeps the bytes\n- `zod`: nice\n- `gone`: it was useful at one time\n'
    const found = checkReasons([manifest], list).map(({ found }) => found)
    assert.equal(found.length, 3)
    assert.match(found.join(), /`zod` has no reason.*'mocha' has no line.*no package depends on 'gone'/)
  })
  it('what is imported is declared, what is declared is imported', () => {
    const manifests = [
      readManifest('package.json', '{ "devDependencies": { "fast-check": "1" } }'),
      readManifest('packages/node/package.json', '{ "dependencies": { "@halley/model": "*", "lmdb": "1" } }')
    ]
    const sources = readSources({
      'packages/node/src/a.ts':
        "import 'lmdb/deep'; import '@halley/objects'; import 'fast-check'; import 'node:fs'",
      'packages/node/test/a.test.ts': "import 'fast-check'; import '@halley/objects'"
    })
    assert.deepEqual(
      checkDeclared(manifests, sources).map(({ found }) => found),
      [
        "'@halley/objects' is not declared in packages/node/package.json",
        "'fast-check' is not declared in packages/node/package.json",
        "nothing in packages/node imports '@halley/model'"
      ]
    )
  })
})

describe('the plan and the complaint', () => {
  it('floors are ordered, names and folders are unique', () => {
    const floors = PACKAGES.map(({ floor }) => floor)
    assert.deepEqual(floors, [...floors].sort())
    assert.equal(new Set(PACKAGES.map(({ name }) => name)).size, PACKAGES.length)
  })
  it('a complaint says where, which rule, what, and what instead', () => {
    const [complaint] = checkPurity(readSources({ 'packages/model/src/a.ts': '\nDate.now()' }))
    assert.equal(
      format(complaint!),
      "packages/model/src/a.ts:2 [purity] 'Date' in the pure tower. Instead: take the time as an argument, `now` of the input."
    )
  })
})
