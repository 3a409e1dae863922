// Walks the trees of an LMDB file without LMDB, and says whether they are sound. LMDB trusts its file: a page
// beyond the end is SIGBUS, a page of zeros aborts the process, a flipped bit in a list of nodes hides keys
// without a word. Values have checksums of their own; this is for what holds them.
//
// Layout (offset, bytes). A page: 0,8 its number; 8,8 the transaction that wrote it; 18,2 flags; 20,2 end of the
// list of node offsets and 22,2 begin of the nodes, counted from 24, or 20,4 the count of overflow pages; 24 the
// list. A node, counted from 24 too: 0,4 data size, or the
// number of a child, with 4,2 as upper bits; 4,2 flags; 6,2 key size; 8 key, then data. The data may be a
// reference to overflow pages (flag 1): 0,8 the first, 16,8 their count; or the head of another tree (flag 2):
// 8,8 branch pages; 16,8 leaf pages; 24,8 overflow pages; 32,8 entries; 40,8 root.
import { readSync } from 'node:fs'

const PAGE_HEADER = 24
const NODE_HEADER = 8
const TREE_HEAD_BYTES = 48
const BRANCH = 1
const LEAF = 2
const OVERFLOW = 4
const BIG_DATA = 1
const SUB_TREE = 2
const NO_PAGE = 0xffff_ffff_ffff_ffffn

/** What a tree says of itself. */
export interface Tree {
  readonly root: bigint
  readonly branchPages: bigint
  readonly leafPages: bigint
  readonly overflowPages: bigint
  readonly entries: bigint
  /** The free list's keys are numbers, which are not in the order of their bytes. */
  readonly ordered: boolean
}

export function readTree(bytes: Buffer, at: number, ordered: boolean): Tree {
  const [branchPages, leafPages, overflowPages, entries, root] = [8, 16, 24, 32, 40].map((offset) =>
    bytes.readBigUInt64LE(at + offset)
  ) as [bigint, bigint, bigint, bigint, bigint]
  return { root, branchPages, leafPages, overflowPages, entries, ordered }
}

export interface PagedFile {
  readonly descriptor: number
  readonly pageSize: number
  /** Whole pages in the file. */
  readonly pages: number
  /** The last transaction; no page is newer. */
  readonly transaction: bigint
}

/** Why the walk ended early. The message names the page. */
export class Unsound extends Error {
  readonly reason: 'TRUNCATED' | 'DAMAGED'

  constructor(reason: 'TRUNCATED' | 'DAMAGED', page: bigint, what: string) {
    super(`page ${page} ${what}`)
    this.reason = reason
  }
}

/** Walks all trees. Throws Unsound at the first thing that is wrong. Reads each page of a tree once. */
export function walkTrees(file: PagedFile, roots: readonly Tree[]): void {
  const waiting = [...roots]
  for (let tree = waiting.pop(); tree !== undefined; tree = waiting.pop()) {
    for (const sub of walkTree(file, tree)) waiting.push(sub)
  }
}

/** Walks one tree and returns the heads of trees in its leaves. */
function walkTree(file: PagedFile, tree: Tree): Tree[] {
  const subTrees: Tree[] = []
  const open = tree.root === NO_PAGE ? [] : [tree.root]
  let [branches, leaves, overflow, entries] = [0n, 0n, 0n, 0n]
  for (let number = open.pop(); number !== undefined; number = open.pop()) {
    const page = readPage(file, number, file.pageSize)
    const flags = page.readUInt16LE(18)
    const nodes = readNodes(page, number, tree.ordered, flags)
    if (flags === BRANCH) branches++
    else leaves++
    // More pages than the tree counts: a circle, or a page of another tree.
    if (branches > tree.branchPages || leaves > tree.leafPages)
      throw new Unsound('DAMAGED', number, 'is one too many')
    for (const node of nodes) {
      if (flags === BRANCH) {
        open.push(BigInt(page.readUInt32LE(node)) | (BigInt(page.readUInt16LE(node + 4)) << 32n))
        continue
      }
      entries++
      const data = node + NODE_HEADER + page.readUInt16LE(node + 6)
      const kind = page.readUInt16LE(node + 4)
      if ((kind & SUB_TREE) !== 0) subTrees.push(readTree(page, data, true))
      else if ((kind & BIG_DATA) !== 0) overflow += checkOverflow(file, page, data)
    }
  }
  const counted =
    branches === tree.branchPages && leaves === tree.leafPages && overflow === tree.overflowPages
  if (!counted || entries !== tree.entries)
    throw new Unsound('DAMAGED', tree.root, 'is the root of a tree with parts missing')
  return subTrees
}

/** Reads `length` bytes of a page, and checks that it is in the file and knows its number. */
function readPage(
  { descriptor, pageSize, pages, transaction }: PagedFile,
  number: bigint,
  length: number
): Buffer {
  if (number >= BigInt(pages)) throw new Unsound('TRUNCATED', number, 'is beyond the end of the file')
  const page = Buffer.allocUnsafe(length)
  const read = readSync(descriptor, page, 0, length, Number(number) * pageSize)
  const isItself =
    read === length && page.readBigUInt64LE(0) === number && page.readBigUInt64LE(8) <= transaction
  if (!isItself) throw new Unsound('DAMAGED', number, 'is not what it should be')
  return page
}

/** Offsets of a page's nodes, each within the page, with keys in ascending order. */
function readNodes(page: Buffer, number: bigint, ordered: boolean, flags: number): number[] {
  const end = PAGE_HEADER + page.readUInt16LE(20)
  const begin = PAGE_HEADER + page.readUInt16LE(22)
  const isTree = (flags === BRANCH || flags === LEAF) && end <= begin && begin <= page.length && end % 2 === 0
  if (!isTree) throw new Unsound('DAMAGED', number, 'is no page of a tree')
  const nodes: number[] = []
  let before: Buffer | undefined
  for (let at = PAGE_HEADER; at < end; at += 2) {
    const node = PAGE_HEADER + page.readUInt16LE(at)
    const data =
      node + NODE_HEADER > page.length ? Infinity : node + NODE_HEADER + page.readUInt16LE(node + 6)
    if (node < begin || data + dataLength(page, node, flags) > page.length)
      throw new Unsound('DAMAGED', number, 'has a node outside')
    const key = page.subarray(node + NODE_HEADER, data)
    if (ordered && before !== undefined && before.compare(key) >= 0)
      throw new Unsound('DAMAGED', number, 'has keys out of order')
    before = key
    nodes.push(node)
  }
  return nodes
}

/** Bytes that a node has in the page behind its key. */
function dataLength(page: Buffer, node: number, flags: number): number {
  if (flags === BRANCH || node + NODE_HEADER > page.length) return 0
  const kind = page.readUInt16LE(node + 4)
  if ((kind & SUB_TREE) !== 0) return TREE_HEAD_BYTES
  return (kind & BIG_DATA) !== 0 ? 24 : page.readUInt32LE(node)
}

/** Checks the run of overflow pages that a leaf refers to, and returns how many there are. */
function checkOverflow(file: PagedFile, leaf: Buffer, data: number): bigint {
  const [first, count] = [leaf.readBigUInt64LE(data), leaf.readBigUInt64LE(data + 16)]
  const page = readPage(file, first, PAGE_HEADER)
  const isRun = (page.readUInt16LE(18) & OVERFLOW) !== 0 && BigInt(page.readUInt32LE(20)) === count
  if (!isRun || count === 0n) throw new Unsound('DAMAGED', first, 'does not begin the run of pages it should')
  if (first + count > BigInt(file.pages))
    throw new Unsound('TRUNCATED', first + count, 'is beyond the end of the file')
  return count
}
