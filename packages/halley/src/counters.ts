// What a node counts, for metrics and status: what the cores count, and what the driver and its adapters do.
import { Counts } from '@halley/model'
import { NODE_COUNTS } from '@halley/node'

const DRIVER_COUNTS = {
  puts: 'puts asked of this node by its own clients',
  gets: 'gets asked of this node by its own clients',
  deletes: 'deletes asked of this node by its own clients',
  inspections: 'inspections asked of this node by its own clients',
  failures: 'requests of its own clients that failed',
  invocations: 'handler invocations run by this node',
  rememberedInvocations:
    'of these, gets answered as the same get was before: their handlers would have come to the same again',
  mergeInvocations:
    'of all invocations, onMerge: concurrent versions that an object was asked to make one of',
  failedInvocations: 'of all invocations, failed: by a limit, an error of the object, or the sandbox',
  failedMerges: 'of these, failed merges: the versions were left apart',
  overInstructions: 'invocations that used up their bytecode instructions',
  overSteps: 'invocations that used up their steps inside built-ins',
  overMemory: 'invocations that needed more memory than is allowed, or a deeper stack',
  overState: 'invocations that left a state larger than is allowed',
  overWallClock: 'invocations of which the worker had to be replaced, because it did not answer',
  threw: 'invocations whose handler threw',
  sandboxBusy: 'invocations refused because too many waited for a worker',
  sandboxFaults: 'invocations that failed by a fault of the sandbox itself',
  malformedMessages: 'messages from peers that could not be decoded',
  addressBookFailures: 'times the addresses of other nodes could not be written to the disk',
  corruptHints: 'hints found damaged on the disk at the start',
  corruptDebts: 'what objects and owners owed, found damaged on the disk at the start: it is forgiven',
  unwrittenDebts: 'times what objects and owners owe could not be written to the disk: a restart forgives it',
  corruptIndexEntries: 'entries of the index found damaged on the disk at the start',
  corruptMemberships: 'times the disk could not tell at the start what it knew of the ring',
  protocolFaults: 'streams closed because a peer broke the protocol'
} as const

type DriverCount = keyof typeof DRIVER_COUNTS

/** All that a node counts, in the order in which it is shown: each name with its sentence. */
export const COUNTERS = { ...DRIVER_COUNTS, ...NODE_COUNTS } as const

export type CounterName = keyof typeof COUNTERS

/** Of the driver and its adapters; the cores have their own. */
export class Counters extends Counts<DriverCount> {
  constructor() {
    super(DRIVER_COUNTS)
  }
}

/** Codes of the sandbox that have a count of their own. */
const BY_CODE: Readonly<Record<string, DriverCount>> = {
  INSTRUCTIONS_EXCEEDED: 'overInstructions',
  STEPS_EXCEEDED: 'overSteps',
  MEMORY_EXCEEDED: 'overMemory',
  STACK_EXCEEDED: 'overMemory',
  STATE_TOO_LARGE: 'overState',
  WALL_CLOCK_EXCEEDED: 'overWallClock',
  HANDLER_THREW: 'threw',
  BUSY: 'sandboxBusy',
  SANDBOX_FAULT: 'sandboxFaults'
}

/** A handler ran. @param failed by which code, if it did */
export function countInvocation(counters: Counters, event: string, failed: string | undefined): void {
  counters.add('invocations')
  if (event === 'merge') counters.add('mergeInvocations')
  if (failed === undefined) return
  counters.add('failedInvocations')
  if (event === 'merge') counters.add('failedMerges')
  const name = Object.hasOwn(BY_CODE, failed) ? BY_CODE[failed] : undefined
  if (name !== undefined) counters.add(name)
}
