// The interpreter as its package ships it, checked and rewritten. The result can be given to worker threads.
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { RewriteError } from './errors.ts'
import { LAYOUT, type Layout } from './layout.ts'
import { type Rewritten, rewrite } from './rewrite.ts'
import { inSlices, type Sliced } from './slices.ts'

/**
 * One module serves all sandboxes of the process: it holds no state, and what the engine has compiled of it is compiled.
 *
 * @throws RewriteError UNRECOGNISED when the installed interpreter is not the pinned build
 */
export function meteredInterpreter(): Promise<WebAssembly.Module> {
  shared ??= rewritten()
  return shared
}

// One that was refused is refused again.
let shared: Promise<WebAssembly.Module> | undefined

async function rewritten(): Promise<WebAssembly.Module> {
  const { module } = await inSlices(rewritePinned(await readInterpreter(), LAYOUT))
  return module
}

/** The bytes of the installed interpreter. */
export function readInterpreter(): Promise<Buffer> {
  return readFile(fileURLToPath(import.meta.resolve('@jitl/quickjs-wasmfile-release-sync/wasm')))
}

/** Rewrites the binary if it is exactly the one that `layout` describes. */
export function* rewritePinned(binary: Uint8Array, layout: Layout): Sliced<Rewritten> {
  const sha256 = createHash('sha256').update(binary).digest('hex')
  if (sha256 !== layout.sha256) {
    throw new RewriteError(
      'UNRECOGNISED',
      `the interpreter's binary has SHA-256 ${sha256}, not ${layout.sha256}: after an update of its package, measure the layout again`
    )
  }
  return yield* rewrite(binary, layout)
}
