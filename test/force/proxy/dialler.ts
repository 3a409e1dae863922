// Who dialled: the kernel knows which process holds the other end of a connection on this machine (proc(5): net/tcp, PID/fd).
import { readdirSync, readFileSync, readlinkSync } from 'node:fs'

/** The process among `pids` that has the socket from `port` to `toPort`, if it is still there. */
export function dialler(port: number, toPort: number, pids: Iterable<number>): number | undefined {
  const inode = inodeOf(port, toPort)
  if (inode === undefined) return undefined
  const name = `socket:[${inode}]`
  for (const pid of pids) if (holds(pid, name)) return pid
  return undefined
}

function inodeOf(port: number, toPort: number): string | undefined {
  for (const line of readFileSync('/proc/net/tcp', 'latin1').split('\n')) {
    const words = line.trim().split(/\s+/)
    if (portOf(words[1]) === port && portOf(words[2]) === toPort) return words[9]
  }
  return undefined
}

function portOf(address: string | undefined): number {
  return Number.parseInt(address?.split(':')[1] ?? '', 16)
}

function holds(pid: number, socket: string): boolean {
  const folder = `/proc/${pid}/fd`
  try {
    return readdirSync(folder).some((fd) => linkOf(`${folder}/${fd}`) === socket)
  } catch {
    // The process is gone.
    return false
  }
}

function linkOf(path: string): string | undefined {
  try {
    return readlinkSync(path)
  } catch {
    return undefined
  }
}
