// What processes have used, as Linux tells it under /proc.
import { readdirSync, readFileSync } from 'node:fs'

export interface Footprint {
  /** Of all of them since they started, in user mode and in the kernel. */
  readonly cpuSeconds: number
  /** Resident now: all of it, and without files that are mapped (a database's pages are the kernel's to take back). */
  readonly residentBytes: number
  readonly anonymousBytes: number
  /** File descriptors: files, sockets, pipes. */
  readonly openFiles: number
  /** Written to sockets and files together. */
  readonly writtenBytes: number
}

/** Linux counts CPU time in hundredths of a second. */
const TICKS = 100

/** Nothing where there is no /proc. */
export function footprintOf(pids: readonly number[]): Footprint | undefined {
  try {
    const all = pids.map(footprint)
    const sum = (of: keyof Footprint): number => all.reduce((total, one) => total + one[of], 0)
    return {
      cpuSeconds: sum('cpuSeconds'),
      residentBytes: sum('residentBytes'),
      anonymousBytes: sum('anonymousBytes'),
      openFiles: sum('openFiles'),
      writtenBytes: sum('writtenBytes')
    }
  } catch {
    return undefined
  }
}

function footprint(pid: number): Footprint {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  // The name, in parentheses, may hold anything; the fields after it are numbers from the third on.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  const bytes = (name: string): number =>
    1_024 * Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1] ?? Number.NaN)
  const io = readFileSync(`/proc/${pid}/io`, 'utf8')
  return {
    cpuSeconds: (Number(fields[11]) + Number(fields[12])) / TICKS,
    residentBytes: bytes('VmRSS'),
    anonymousBytes: bytes('RssAnon'),
    openFiles: readdirSync(`/proc/${pid}/fd`).length,
    // What the kernel says of disks alone counts whole groups of pages where one was written.
    writtenBytes: Number(/^wchar: (\d+)/m.exec(io)?.[1] ?? Number.NaN)
  }
}

/** Bytes that went over loopback since the machine started, headers included, whoever sent them; nothing where there is no /proc. */
export function loopbackBytes(): number | undefined {
  try {
    const sent = /^\s*lo:(?:\s+\d+){8}\s+(\d+)/m.exec(readFileSync('/proc/net/dev', 'utf8'))?.[1]
    return sent === undefined ? undefined : Number(sent)
  } catch {
    return undefined
  }
}
