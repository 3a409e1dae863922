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
  /** Of a data file with the timers alone: what was free in the other one, timers may have filled. */
  readonly timersBytes: number
  /** Of the data file with all of it. */
  readonly fileBytes: number
  readonly unarmed: Run
  readonly armed: Run
}

/** @param input how many objects; a million if it says nothing */
export async function bench(input = '1000000'): Promise<Result> {
  const objects = Number(input)
  const [folder, alone] = await Promise.all([0, 1].map(() => mkdtemp(join(tmpdir(), 'halley-timers-'))))
  if (folder === undefined || alone === undefined) throw new Error('no folders')
  try {
    await part('fill', folder, objects)
    const unarmed = await ran(folder)
    const at = Date.now() + 60_000 + objects / 10
    await part('arm', folder, objects, at)
    await part('arm', alone, objects, at)
    const timersBytes = await sizeOf(alone)
    const armed = await ran(folder, at)
    return { objects, timersBytes, fileBytes: await sizeOf(folder), unarmed, armed }
  } finally {
    for (const made of [folder, alone]) await rm(made, { recursive: true, force: true })
  }
}

export function show({ objects, timersBytes, fileBytes, unarmed, armed }: Result): string {
  const mib = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(1)} MiB`
  const { ticks = 0, countedMs = 1, cpuMs = 0, idleCpuMs = 0 } = armed
  return [
    `${objects} objects with a timer each`,
    `disk: ${mib(fileBytes)}; the timers alone take ${mib(timersBytes)}, ${(timersBytes / objects).toFixed(0)} bytes each`,
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

async function sizeOf(folder: string): Promise<number> {
  return (await stat(join(folder, 'halley.mdb'))).size
}
