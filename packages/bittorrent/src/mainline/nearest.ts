// The nodes that an answer tells: the nearest to a target, of the family that the asker came by, or of those that it wants (BEP 32).
import { COMPACT_BYTES, type Family, writeCompact } from '../addresses.ts'
import type { Bencoded } from '../bencode.ts'
import type { Query } from './krpc.ts'
import { ID_BYTES } from './node-id.ts'
import { NODE_BYTES, type Reply } from './reply.ts'
import type { Contact, RoutingTable } from './table.ts'

export class Nearest {
  readonly #tables: ReadonlyMap<Family, RoutingTable>
  /** Of hot targets, compact: looking for the nearest and writing them takes 20 µs in a full table. */
  readonly #written = new Map<string, Buffer>()
  #version = -1

  constructor(tables: ReadonlyMap<Family, RoutingTable>) {
    this.#tables = tables
  }

  /** Our id among the nodes of a family. */
  self(family: Family): Uint8Array {
    return this.#tables.get(family)!.self
  }

  /** Our id, and nodes. */
  reply(target: Uint8Array, { args }: Query, family: Family): Reply {
    const id = this.self(family)
    const wanted = args.get('want')
    const four = wants(wanted, 'n4') ?? family === 4
    const six = wants(wanted, 'n6') ?? family === 6
    const nodes = four ? this.#near(target, 4) : undefined
    const nodes6 = six ? this.#near(target, 6) : undefined
    return {
      id,
      ...(nodes === undefined ? {} : { nodes }),
      ...(nodes6 === undefined ? {} : { nodes6 })
    }
  }

  #near(target: Uint8Array, family: Family): Buffer | undefined {
    const table = this.#tables.get(family)
    if (table === undefined) return undefined
    if (this.#written.size >= REMEMBERED || this.#versions() !== this.#version) {
      this.#written.clear()
      this.#version = this.#versions()
    }
    const name = family + Buffer.from(target.buffer, target.byteOffset, ID_BYTES).toString('latin1')
    let written = this.#written.get(name)
    if (written === undefined) {
      written = compactNodes(table.nearest(target), family)
      this.#written.set(name, written)
    }
    return written
  }

  #versions(): number {
    let sum = 0
    for (const { version } of this.#tables.values()) sum += version
    return sum
  }
}

const REMEMBERED = 10_000

function compactNodes(contacts: readonly Contact[], family: Family): Buffer {
  const bytes = Buffer.alloc(contacts.length * NODE_BYTES[family])
  contacts.forEach((contact, index) => {
    bytes.set(contact.id, index * NODE_BYTES[family])
    writeCompact(contact, bytes, (index + 1) * NODE_BYTES[family] - COMPACT_BYTES[family])
  })
  return bytes
}

/** `undefined` where the asker does not say what it wants. */
function wants(wanted: Bencoded | undefined, name: string): boolean | undefined {
  if (!Array.isArray(wanted)) return undefined
  return wanted.some((one) => one instanceof Uint8Array && Buffer.from(one).toString('latin1') === name)
}
