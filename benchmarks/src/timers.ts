// What timers cost a node that has many: on the disk, in memory, at its start, and when a thousand a second are due. One node, the
// only home of its objects, with the real sandbox and the real disk.
import { execFile } from 'node:child_process'
import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { Run } from './timers-part.ts'

export interface Result {
  readonly objects: number
  /** Of the data file: before the timers were armed, and after. */
  readonly fileBytes: readonly [unarmed: number, armed: number]
  readonly unarmed: Run
  readonly armed: Run
}

/** @param input how many objects; a million if it says nothing */
export async function bench(input = '1000000'): Promise<Result> {
  const objects = Number(input)
  const folder = await mkdtemp(join(tmpdir(), 'halley-timers-'))
  try {
    await part('fill', folder, objects)
    const before = await fileBytes(folder)
    const unarmed = await ran(folder)
    const at = Date.now() + 60_000 + objects / 50
    await part('arm', folder, objects, at)
    const after = await fileBytes(folder)
    const armed = await ran(folder, at)
    return { objects, fileBytes: [before, after], unarmed, armed }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

export function show({ objects, fileBytes: [before, after], unarmed, armed }: Result): string {
  const mib = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(1)} MiB`
  const { ticks = 0, countedMs = 1, cpuMs = 0, idleCpuMs = 0 } = armed
  return [
    `${objects} objects with a timer each`,
    `disk: ${mib(before)}, with the timers armed ${mib(after)}: ${((after - before) / objects).toFixed(0)} bytes each`,
    `start: ${unarmed.startMs.toFixed(0)} ms, with the timers armed ${armed.startMs.toFixed(0)} ms`,
    `memory: ${mib(unarmed.rssBytes)} (heap ${mib(unarmed.heapBytes)}), with the timers armed ${mib(armed.rssBytes)} (heap ${mib(armed.heapBytes)})`,
    `ticks: ${((1_000 * ticks) / countedMs).toFixed(0)} a second, with ${(cpuMs / countedMs).toFixed(2)} of a core in use, ${(idleCpuMs / countedMs).toFixed(2)} without ticks`
  ].join('\n')
}

async function ran(folder: string, ...at: readonly number[]): Promise<Run> {
  return JSON.parse(await part('run', folder, ...at)) as Run
}

async function part(name: string, folder: string, ...numbers: readonly number[]): Promise<string> {
  const file = fileURLToPath(new URL('./timers-part.ts', import.meta.url))
  const args = ['--expose-gc', file, name, folder, ...numbers.map(String)]
  const { stdout } = await promisify(execFile)(process.execPath, args)
  return stdout
}

async function fileBytes(folder: string): Promise<number> {
  return (await stat(join(folder, 'halley.mdb'))).size
}
