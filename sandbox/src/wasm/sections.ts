// The outer structure of a WebAssembly binary, as far as the rewriter needs it: the sections in order, the signatures,
// what is imported and exported, and where each function's body lies.
import { Reader } from './bytes.ts'
import { RewriteError } from './errors.ts'

export const SECTION = { type: 1, import: 2, function: 3, table: 4, global: 6, export: 7, code: 10 } as const

export interface Section {
  readonly id: number
  readonly start: number
  readonly end: number
}

export interface FunctionBody {
  /** Its index among all functions, imported ones included. */
  readonly index: number
  readonly parameters: number
  readonly start: number
  readonly end: number
}

export interface BinaryModule {
  readonly bytes: Uint8Array
  readonly sections: readonly Section[]
  readonly types: number
  readonly importedFunctions: readonly string[]
  readonly functions: number
  readonly globals: number
  readonly exports: ReadonlyMap<string, { readonly kind: number; readonly index: number }>
  readonly bodies: readonly FunctionBody[]
}

/** @throws RewriteError MALFORMED */
export function readModule(bytes: Uint8Array): BinaryModule {
  const sections = readSections(bytes)
  const parameters = readTypes(open(bytes, sections, SECTION.type))
  const importedFunctions = readImports(open(bytes, sections, SECTION.import))
  const declared = readVector(open(bytes, sections, SECTION.function), (reader) => reader.u32())
  return {
    bytes,
    sections,
    types: parameters.length,
    importedFunctions,
    functions: importedFunctions.length + declared.length,
    globals: open(bytes, sections, SECTION.global).u32(),
    exports: readExports(open(bytes, sections, SECTION.export)),
    bodies: readBodies(open(bytes, sections, SECTION.code), importedFunctions.length, declared, parameters)
  }
}

function readSections(bytes: Uint8Array): Section[] {
  const magic = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00]
  if (!magic.every((byte, index) => bytes[index] === byte)) {
    throw new RewriteError('MALFORMED', 'this is not a WebAssembly module of version 1')
  }
  const reader = new Reader(bytes, magic.length)
  const sections: Section[] = []
  while (!reader.done) {
    const id = reader.byte()
    const size = reader.u32()
    const start = reader.at
    reader.skip(size)
    sections.push({ id, start, end: reader.at })
  }
  return sections
}

function open(bytes: Uint8Array, sections: readonly Section[], id: number): Reader {
  const section = sections.find((candidate) => candidate.id === id)
  if (section === undefined) throw new RewriteError('UNRECOGNISED', `the binary has no section ${id}`)
  return new Reader(bytes, section.start, section.end)
}

function readVector<T>(reader: Reader, read: (reader: Reader) => T): T[] {
  return Array.from({ length: reader.u32() }, () => read(reader))
}

/** The number of parameters of each signature. */
function readTypes(reader: Reader): number[] {
  return readVector(reader, () => {
    if (reader.byte() !== 0x60) throw new RewriteError('MALFORMED', 'a type is not a function type')
    const parameters = readVector(reader, () => reader.byte()).length
    readVector(reader, () => reader.byte())
    return parameters
  })
}

function readImports(reader: Reader): string[] {
  const functions: string[] = []
  readVector(reader, () => {
    const module = reader.name()
    const field = reader.name()
    const kind = reader.byte()
    if (kind === 0) {
      reader.u32()
      functions.push(`${module}.${field}`)
    } else if (kind === 2) {
      const limits = reader.byte()
      reader.u32()
      if (limits === 1) reader.u32()
      else if (limits !== 0) throw new RewriteError('UNRECOGNISED', 'the memory is shared or 64 bits wide')
    } else {
      throw new RewriteError(
        'UNRECOGNISED',
        `${module}.${field} imports something else than a function or memory`
      )
    }
  })
  return functions
}

function readExports(reader: Reader): Map<string, { kind: number; index: number }> {
  return new Map(
    readVector(reader, () => {
      const field = reader.name()
      return [field, { kind: reader.byte(), index: reader.u32() }] as const
    })
  )
}

function readBodies(
  reader: Reader,
  imported: number,
  declared: number[],
  parameters: number[]
): FunctionBody[] {
  let index = imported
  return readVector(reader, () => {
    const size = reader.u32()
    const start = reader.at
    reader.skip(size)
    const type = declared[index - imported]
    const count = type === undefined ? undefined : parameters[type]
    if (count === undefined) throw new RewriteError('MALFORMED', `function ${index} has no signature`)
    return { index: index++, parameters: count, start, end: reader.at }
  })
}
