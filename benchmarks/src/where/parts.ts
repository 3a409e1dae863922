// Whose time a sample of a CPU profile is: each belongs to the part of the house, or of what it stands on, whose function was running.

/** A function as profiles name it. */
export interface Frame {
  readonly functionName: string
  /** Of the file; empty for what is not JavaScript. */
  readonly url: string
}

const IDLE = '(idle)'
/** Takes the samples. */
const SAMPLER = 'node:inspector'

/** By the functions that Node's native parts show up as. */
const NATIVE: Readonly<Record<string, string>> = {
  '(garbage collector)': 'garbage collection',
  writeBuffer: 'writing to sockets',
  writev: 'writing to sockets',
  '(program)': 'the event loop'
}

/** The first that is in the path of the file. */
const BY_FILE: readonly (readonly [path: string, part: string])[] = [
  ['node_modules/lmdb', 'the database'],
  ['packages/storage/', 'the database'],
  ['internal/crypto', 'encryption'],
  ['packages/network/src/ciphers', 'encryption'],
  ['node_modules/', 'libp2p'],
  ['packages/network/', 'frames and links'],
  ['packages/model/src/wire', 'messages and records as bytes'],
  ['packages/model/src/codec', 'messages and records as bytes'],
  ['packages/model/', 'versions, keys, values'],
  ['packages/replication/', 'replication'],
  ['packages/objects/', 'objects'],
  ['packages/membership/', 'membership'],
  ['packages/node/', 'routing inputs and effects'],
  ['packages/halley/', 'the shell of a node'],
  ['sandbox/', 'the sandbox'],
  ['wasm:', 'the sandbox'],
  ['benchmarks/', 'the client that asks'],
  ['node:', 'the event loop']
]

/** The part; nothing for time in which nothing ran but what takes the samples. */
export function partOf({ functionName, url }: Frame): string | undefined {
  if (functionName === IDLE || url.startsWith(SAMPLER)) return undefined
  if (url === '') return NATIVE[functionName] ?? 'the event loop'
  return BY_FILE.find(([path]) => url.includes(path))?.[1] ?? 'the event loop'
}
