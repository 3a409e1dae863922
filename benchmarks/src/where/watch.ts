// What this process does for a while: the CPU time of its threads, and, if it is sampled, a profile of its main thread summed up by parts.
// Sampling takes a thread of its own and slows the one that is sampled, so times are for a while without, and shares for one with it.
import { type Profiler, Session } from 'node:inspector/promises'
import { partOf } from './parts.ts'

export interface Watched {
  /** Microseconds of CPU: of the main thread, and of all threads together. */
  readonly mainMicros: number
  readonly allMicros: number
  /** Of the main thread's time in which it ran, from 0 to 1; nothing if it was not sampled. */
  readonly shares: Readonly<Record<string, number>>
}

const SAMPLE_MICROS = 500

export interface Watch {
  end(): Promise<Watched>
}

export async function beginWatch(isSampled: boolean): Promise<Watch> {
  const session = isSampled ? await sampling() : undefined
  const [all, main] = [process.cpuUsage(), process.threadCpuUsage()]
  return {
    async end() {
      const found = { mainMicros: sum(process.threadCpuUsage(main)), allMicros: sum(process.cpuUsage(all)) }
      if (session === undefined) return { ...found, shares: {} }
      const { profile } = await session.post('Profiler.stop')
      session.disconnect()
      return { ...found, shares: sharesOf(profile) }
    }
  }
}

async function sampling(): Promise<Session> {
  const session = new Session()
  session.connect()
  await session.post('Profiler.enable')
  await session.post('Profiler.setSamplingInterval', { interval: SAMPLE_MICROS })
  await session.post('Profiler.start')
  return session
}

function sum({ user, system }: { readonly user: number; readonly system: number }): number {
  return user + system
}

function sharesOf({ nodes, samples = [], timeDeltas = [] }: Profiler.Profile): Record<string, number> {
  const parts = new Map(nodes.map(({ id, callFrame }) => [id, partOf(callFrame)]))
  const micros: Record<string, number> = {}
  let all = 0
  for (const [at, id] of samples.entries()) {
    const part = parts.get(id)
    if (part === undefined) continue
    micros[part] = (micros[part] ?? 0) + (timeDeltas[at] ?? 0)
    all += timeDeltas[at] ?? 0
  }
  return Object.fromEntries(Object.entries(micros).map(([part, own]) => [part, own / all]))
}
