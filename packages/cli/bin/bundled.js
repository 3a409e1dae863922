// The program in few files. Its sources and what they import are 1,500 modules, most of them libp2p's; read one by one they take a node
// 19 MB that it keeps, and half a second of CPU at each start (docs/operating.md). So they are put into few files, once, beside what
// `npm install` fetched, under a name that changes when a source does:
//
//   node_modules/.cache/halley/program/<digest>/main.mjs      the program; lazy imports stay lazy, in chunks
//                                               worker.mjs    a thread of the sandbox
//
// Names in it are as in the sources, and what a module finds beside itself it finds beside its source. Plain JavaScript: reading it
// must not take the compiler of types.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync
} from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath, pathToFileURL } from 'node:url'

const CHECKOUT = fileURLToPath(new URL('../../../', import.meta.url))
const BUILDER = fileURLToPath(new URL('./build.ts', import.meta.url))
const SOURCES = fileURLToPath(new URL('../src/main.ts', import.meta.url))

/** How many builds stay: a process that runs may still want a chunk of its own. */
const KEPT = 4

/** Where nothing can be written there is no build, and nothing to say. */
const UNWRITABLE = new Set(['EACCES', 'EPERM', 'EROFS', 'ENOSPC'])

/**
 * The URL of the module to run: the bundled program, which is built if need be, and the sources where that fails.
 * @param {string} cache a folder
 */
export function programIn(cache) {
  const builds = join(cache, 'program')
  const build = join(builds, digestOfSources())
  const main = join(build, 'main.mjs')
  if (!existsSync(main)) {
    try {
      buildInto(builds, build)
    } catch (error) {
      if (!UNWRITABLE.has(error.code)) console.error(`halley: runs from its sources: ${error.message}`)
      return pathToFileURL(SOURCES).href
    }
  }
  return pathToFileURL(main).href
}

/** @param {string} builds @param {string} build */
function buildInto(builds, build) {
  mkdirSync(builds, { recursive: true })
  const fresh = mkdtempSync(join(builds, 'new-'))
  try {
    // In a process of its own, which takes with it what building takes.
    const { status, stderr, error } = spawnSync(process.execPath, [BUILDER, CHECKOUT, fresh], {
      encoding: 'utf8'
    })
    if (error !== undefined) throw error
    if (status !== 0) throw new Error(`cannot build the program: ${stderr.trim().split('\n')[0]}`)
    chmodSync(fresh, 0o755)
    renameSync(fresh, build)
  } catch (error) {
    rmSync(fresh, { recursive: true, force: true })
    // Another process was faster.
    if (existsSync(join(build, 'main.mjs'))) return
    throw error
  }
  const others = readdirSync(builds).map((name) => ({ name, at: statSync(join(builds, name)).mtimeMs }))
  for (const { name } of others.sort((a, b) => b.at - a.at).slice(KEPT))
    rmSync(join(builds, name), { recursive: true, force: true })
}

/** Of what each source looks like from outside: its name, size and time; and of what npm installed, and this Node. */
function digestOfSources() {
  const hash = createHash('sha256').update(process.version)
  const add = (file) => {
    const { size, mtimeMs } = statSync(file)
    hash.update(`${file} ${size} ${mtimeMs}\n`)
  }
  const walk = (folder) => {
    const entries = readdirSync(folder, { withFileTypes: true })
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const path = join(folder, entry.name)
      if (entry.isDirectory()) walk(path)
      else add(path)
    }
  }
  const packages = join(CHECKOUT, 'packages')
  for (const name of readdirSync(packages).sort()) {
    const sources = join(packages, name, 'src')
    if (existsSync(sources)) walk(sources)
  }
  walk(join(CHECKOUT, 'sandbox', 'src'))
  for (const file of [BUILDER, join(CHECKOUT, 'package-lock.json')]) add(file)
  return hash.digest('hex').slice(0, 32)
}
