// Walks the pages that LMDB's trees reach, without LMDB, and says whether any lies beyond the end of the
// file: touching such a page through the memory map would end the process with SIGBUS.
//
// A page begins with 8 bytes of its number and 8 of a transaction, then (offset, bytes): 18,2 flags; 20,2 end
// of the list of node offsets, counted from 24; 24 the list. Nodes, counted from 24 as well: 0,4 data size, or
// page number of a child with 4,2 as its upper bits; 4,2 flags; 6,2 key size; 8 key, then data. Data may be
// the number and count of overflow pages (flag 1) or the head of another tree (flag 2), its root at 40.
import { readSync } from 'node:fs'
import type { Meta } from './meta-page.ts'

const HEADER_BYTES = 24
const BRANCH = 1
const LEAF = 2
const BIG_DATA = 1
const SUB_TREE = 2
const NO_PAGE = 0xffff_ffff_ffff_ffffn

/** Whether anything in use lies at page `pages` or later, or what is reached is no page of a tree at all. */
export function reachesBeyond(descriptor: number, meta: Meta, pages: number): boolean {
  const page = Buffer.alloc(meta.pageSize)
  const open: bigint[] = [meta.freeRoot, meta.mainRoot]
  // A sound tree visits each page once; more visits than pages mean a circle.
  for (let visits = 0; open.length > 0; visits++) {
    const number = open.pop()!
    if (number === NO_PAGE) continue
    if (number >= BigInt(pages) || visits > pages) return true
    readSync(descriptor, page, 0, meta.pageSize, Number(number) * meta.pageSize)
    const flags = page.readUInt16LE(18)
    if (page.readBigUInt64LE(0) !== number || (flags & (BRANCH | LEAF)) === 0) return true
    for (const node of nodes(page)) {
      if (node === undefined) return true
      if ((flags & BRANCH) !== 0) open.push(childOf(page, node))
      else if (!leafWithin(page, node, pages, open)) return true
    }
  }
  return false
}

/** Offsets of a page's nodes; `undefined` for one outside of the page. */
function* nodes(page: Buffer): Generator<number | undefined> {
  const end = Math.min(HEADER_BYTES + page.readUInt16LE(20), page.length)
  for (let at = HEADER_BYTES; at + 2 <= end; at += 2) {
    const node = HEADER_BYTES + page.readUInt16LE(at)
    yield node + 8 <= page.length ? node : undefined
  }
}

function childOf(page: Buffer, node: number): bigint {
  return BigInt(page.readUInt32LE(node)) | (BigInt(page.readUInt16LE(node + 4)) << 32n)
}

/** Follows what a leaf's node refers to: overflow pages, which must be within, or a tree, left in `open`. */
function leafWithin(page: Buffer, node: number, pages: number, open: bigint[]): boolean {
  const flags = page.readUInt16LE(node + 4)
  const data = node + 8 + page.readUInt16LE(node + 6)
  if ((flags & SUB_TREE) !== 0) {
    if (data + 48 > page.length) return false
    open.push(page.readBigUInt64LE(data + 40))
  } else if ((flags & BIG_DATA) !== 0) {
    if (data + 24 > page.length) return false
    return page.readBigUInt64LE(data) + page.readBigUInt64LE(data + 16) <= BigInt(pages)
  }
  return true
}
