// The page's parts about what nodes do over time: at rest, when one joins, and under a load for long.
import type { MaintenanceResult } from '../maintenance.ts'
import type { SoakResult } from '../soak.ts'
import { count, table } from './markdown.ts'
import type { Part } from './part.ts'

export function maintenancePart({ objects, rows }: MaintenanceResult): Part {
  return {
    name: 'maintenance',
    text: [
      '## What a network takes at rest, and to join',
      `Real nodes in processes of their own, ${count(objects)} objects of 128 bytes among them, nobody asks. Bytes are those of loopback, with the headers of TCP and IP: pings on each connection, round trips for coordinates, comparing of replicas, the overlay's own refreshing. A join is what all send within 20 seconds because of one more node.`,
      table(
        [
          'nodes',
          'sent by a node in an hour, KB',
          'of a core',
          'resident, MB',
          'a join, KB sent',
          'ms of CPU'
        ],
        rows.map((row) => [
          row.nodes,
          Math.round(row.bytesPerHour / 1_000),
          `${(100 * row.coreEach).toFixed(2)} %`,
          row.residentMb,
          Math.round(row.joinBytes / 1_000),
          row.joinCpuMs
        ])
      )
    ].join('\n\n'),
    drawings: []
  }
}

export function soakPart({ nodes, minutes, perSecond, keys, slices, verdicts }: SoakResult): Part {
  return {
    name: 'soak',
    text: [
      '## Under half of the load for long',
      `${nodes} nodes, ${count(keys)} objects, half of them active, ${count(minutes)} minutes: ${count(perSecond.passive)} requests a second of passive objects (90 % gets, zipfian) and ${count(perSecond.active)} gets a second that a handler answers, each a quarter of its own highest rate. Something is flat if the line of least squares, without the first third, rises over the run by no more than the limit.`,
      table(
        ['what', 'mean', 'rise', 'limit', ''],
        verdicts.map(({ what, mean, rise, limit, isFlat }) => [
          what,
          mean,
          `${(100 * rise).toFixed(1)} %`,
          `${100 * limit} %`,
          isFlat ? 'flat' : 'grows'
        ])
      ),
      ...(verdicts.length === 0 ? ['The run was too short for a verdict.'] : []),
      table(
        [
          'minute',
          'answered',
          'p50 ms',
          'p99 ms',
          'cores',
          'heap, MB',
          'resident, MB',
          'open files',
          'failed'
        ],
        thinned(slices).map((slice) => [
          slice.minute,
          slice.answered,
          slice.p50Ms,
          slice.p99Ms,
          slice.cores ?? Number.NaN,
          slice.heapMb,
          slice.residentMb ?? Number.NaN,
          slice.openFiles ?? Number.NaN,
          Object.values(slice.failures).reduce((sum, times) => sum + times, 0)
        ])
      )
    ].join('\n\n'),
    drawings: [],
    bars: verdicts.map(({ what, rise, limit, isFlat }) => ({
      what: `${what}: rise in ${count(minutes)} minutes`,
      bar: `≤ ${100 * limit} %`,
      found: `${(100 * rise).toFixed(1)} %`,
      reached: isFlat
    }))
  }
}

/** A dozen lines, the last among them. */
function thinned<T>(slices: readonly T[]): T[] {
  const every = Math.ceil(slices.length / 12)
  return slices.filter((_, at) => (slices.length - 1 - at) % every === 0)
}
