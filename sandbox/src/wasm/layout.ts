// What is known about the one interpreter binary that this sandbox runs: @jitl/quickjs-wasmfile-release-sync 0.32.0.
//
// Its import and export names are minified, so their meaning belongs to exactly this build. `sha256` pins it. To move to
// another build: read the names out of the package's emscripten-module.mjs, measure the rest with the tests of this
// folder, and let the attack suite and the faithfulness suite decide.

/** Exported functions of the binary that the machine calls, by meaning. */
const EXPORTS = {
  start: 'u',
  malloc: 'v',
  free: 'M',
  freeValue: 'P',
  newRuntime: 'K',
  newContext: 'N',
  setMaxStackSize: 'D',
  newArrayBuffer: 'X',
  newFloat64: 'Y',
  newFunction: 'Da',
  getIndex: 'ia',
  undefinedValue: 'E',
  nullValue: 'F',
  falseValue: 'G',
  evaluate: 'pa',
  call: 'ma',
  resolveException: 'na',
  isJobPending: 'fa',
  runJobs: 'ga',
  promiseState: 'wa',
  promiseResult: 'xa',
  encode: 'Ja',
  getArrayBuffer: 'aa',
  getArrayBufferLength: 'ba',
  decode: 'Ka'
} as const

/** Imported functions, by meaning. All others must never be called in a sandbox. */
const IMPORTS = {
  callHost: 's',
  freeHostReference: 't',
  now: 'p',
  localTime: 'm',
  timeZone: 'n',
  growHeap: 'k',
  abort: 'q',
  assertionFailed: 'b',
  environmentSizes: 'f',
  environment: 'e'
} as const

export type ExportName = keyof typeof EXPORTS
export type ImportName = keyof typeof IMPORTS

export interface Layout {
  readonly sha256: string
  /** Bytecode opcodes, which is the number of targets of the dispatch site. */
  readonly opcodes: number
  /** The index of `realloc`, which is not exported. */
  readonly realloc: number
  /** The module name of all imports, and the field of the memory. */
  readonly importModule: string
  readonly memory: string
  readonly imports: Readonly<Record<ImportName, string>>
  readonly exports: Readonly<Record<ExportName, string>>
}

export const LAYOUT: Layout = {
  sha256: '105c3bed22d457e43e3d1c3c1c6959fda62a8fe06f0fc8a985303c3a2be72232',
  opcodes: 243,
  realloc: 775,
  importModule: 'a',
  memory: 'a',
  imports: IMPORTS,
  exports: EXPORTS
}
