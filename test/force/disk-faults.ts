// What is done to the disks of nodes.
import { execFileSync } from 'node:child_process'
import { closeSync, fstatSync, openSync, readSync, statSync, truncateSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import type { Prng } from '@halley/model'

const FILE = 'halley.mdb'

const PAGE_BYTES = 4096

/** Of a page of the engine: what it is. */
const FLAGS_AT = 18
const BRANCH = 1
const LEAF = 2

/** From now on the process may make no file longer than its data file is: what a full disk refuses. */
export function fillDisk(pid: number | undefined, folder: string): void {
  limitFiles(pid, String(statSync(join(folder, FILE)).size))
}

export function freeDisk(pid: number | undefined): void {
  limitFiles(pid, 'unlimited')
}

/** The soft limit, which may be raised again. */
function limitFiles(pid: number | undefined, bytes: string): void {
  if (pid !== undefined) execFileSync('prlimit', ['--pid', String(pid), `--fsize=${bytes}:`])
}

export const DAMAGES = ['bytes', 'leaf', 'branch', 'short'] as const

export type Damage = (typeof DAMAGES)[number]

/** Damages the data file of a node that is down, in one of the ways. @returns in words, how */
export function damageFile(folder: string, prng: Prng, how: Damage = prng.pick(DAMAGES)): string {
  const file = join(folder, FILE)
  const descriptor = openSync(file, 'r+')
  try {
    const pages = Math.floor(fstatSync(descriptor).size / PAGE_BYTES)
    if (how === 'short') {
      // The rear of the file may be room for later: what is in use is at its beginning.
      const left = 2 + prng.below(Math.min(20, pages - 2))
      truncateSync(file, left * PAGE_BYTES)
      return `cut to ${left} of ${pages} pages`
    }
    const wanted = how === 'branch' ? BRANCH : LEAF
    const found = Array.from({ length: pages - 2 }, (_, at) => at + 2).filter(
      (page) => (flagsOf(descriptor, page) & (BRANCH | LEAF)) === wanted
    )
    // A small tree has no branches.
    if (found.length === 0) return damageFile(folder, prng, 'leaf')
    // Many pages are free, whatever is in them: one in three of all is struck, so that some of those in use are.
    const struck = Array.from({ length: Math.ceil(found.length / 3) }, () => prng.pick(found))
    for (const page of struck) {
      const bytes = Uint8Array.from({ length: how === 'bytes' ? 16 : PAGE_BYTES }, () => prng.below(256))
      // The rear of a page is where values lie.
      const at = how === 'bytes' ? 2048 + prng.below(2000) : 0
      writeSync(descriptor, bytes, 0, bytes.length, page * PAGE_BYTES + at)
    }
    return `${how === 'bytes' ? 'bytes in leaf' : how} pages struck ${struck.length} times, of ${pages} pages`
  } finally {
    closeSync(descriptor)
  }
}

function flagsOf(descriptor: number, page: number): number {
  const bytes = Buffer.alloc(2)
  readSync(descriptor, bytes, 0, 2, page * PAGE_BYTES + FLAGS_AT)
  return bytes.readUInt16LE(0)
}
