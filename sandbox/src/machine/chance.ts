// The two things in which runs of the same input differ: the clock, and the random stream that the event's seed begins. Both are told
// to the handler by the host, so the host knows whether it asked.
import type { Interpreter } from './interpreter.ts'
import type { MachineRequest } from './outcome.ts'

/** Begins the random stream. */
export function seedStream(
  { instance, randomAt }: Interpreter,
  { seed }: Pick<MachineRequest, 'seed'>
): void {
  instance.view.setBigUint64(randomAt, streamState(seed), true)
}

/**
 * Whether neither the clock nor chance had a part in what ran since they were set. Each draw moves the stream's state on, through all
 * 2⁶⁴ − 1 of them before one comes again, and no program can set it back.
 */
export function isRepeatable(
  { instance: { host, view }, randomAt }: Interpreter,
  { seed }: Pick<MachineRequest, 'seed'>
): boolean {
  return !host.clockRead && view.getBigUint64(randomAt, true) === streamState(seed)
}

/** Which must not be zero. */
function streamState(seed: bigint): bigint {
  return seed === 0n ? 1n : seed
}
