// node build.ts CHECKOUT FOLDER: puts the program of the checkout into few files in the folder (bundled.js says why).
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import process from 'node:process'
import { pathToFileURL } from 'node:url'
import { build, type OnLoadArgs, type OnLoadResult } from 'esbuild'

const [checkout = '', folder = ''] = process.argv.slice(2)

/** Beside the program, and so found from it; the sources start it from beside themselves. */
const WORKER = "new URL('./worker.ts', import.meta.url)"
const BUILT_WORKER = "new URL('./worker.mjs', import.meta.url)"

await build({
  entryPoints: {
    main: join(checkout, 'packages/cli/src/main.ts'),
    worker: join(checkout, 'sandbox/src/pool/worker.ts')
  },
  outdir: folder,
  outExtension: { '.js': '.mjs' },
  bundle: true,
  splitting: true,
  platform: 'node',
  format: 'esm',
  target: `node${process.versions.node}`,
  // Its library is found beside its package.
  external: ['lmdb'],
  minifyWhitespace: true,
  legalComments: 'none',
  logLevel: 'error',
  // For packages of the older kind, which ask for Node's modules.
  banner: {
    js: "import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url);"
  },
  plugins: [
    { name: 'where-sources-are', setup: (bundler) => bundler.onLoad({ filter: /\.[mc]?[jt]s$/ }, placed) }
  ]
})

/** A module that asks where it is, told where its source is. */
async function placed({ path }: OnLoadArgs): Promise<OnLoadResult | undefined> {
  const text = await readFile(path, 'utf8')
  if (!text.includes('import.meta.url')) return undefined
  const contents = text
    .split(WORKER)
    .map((part) => part.replaceAll('import.meta.url', JSON.stringify(pathToFileURL(path).href)))
    .join(BUILT_WORKER)
  return { contents, loader: path.endsWith('ts') ? 'ts' : 'js' }
}
