// The page's part about Halley alone: sizes of values, mixes, shapes of keys, rates.
import type { ProfileResult } from '../profile.ts'
import { drawLines } from './lines.ts'
import { count, spreadText, table } from './markdown.ts'
import type { Part } from './part.ts'

export function profilePart({ nodes, inFlight, rounds, cases, paced }: ProfileResult): Part {
  const percent = (share: number): string => `${Math.round(100 * share)} %`
  return {
    name: 'profile',
    text: [
      '## Sizes, mixes, keys',
      `${nodes} nodes, ${inFlight} requests in flight through one of them as a library, puts over existing objects with the context of what was read or written last, and after a get of their own where puts of the key overlapped, since nobody knows then which versions that context covers; medians of ${rounds} rounds. Zipfian keys have the shares of 1 / rank^0.99.`,
      table(
        ['value', 'gets', 'keys', 'each second', 'p50 ms', 'p99 ms', 'p99.9 ms', 'failed'],
        cases.map((one) => [
          `${count(one.valueBytes)} B`,
          percent(one.gets),
          one.shape,
          spreadText(one.perSecond),
          one.p50Ms,
          one.p99Ms,
          one.p999Ms,
          failed(one.failures)
        ])
      ),
      'Latencies at fixed shares of the highest rate of the first line, counted from when a request was due. What is asked does not wait for answers: after a pause of the node, such as one for a disk or for garbage, all that came due meanwhile comes at once. A node lets 256 requests be under way at first, and a quarter more whenever it has used three quarters of them and answered quickly, so a pause of 256 / rate seconds is answered with BUSY by a node that has not met such a burst before.',
      '![Latencies against the rate asked](images/performance-latency.svg)',
      table(
        ['share', 'asked each second', 'answered', 'p50 ms', 'p99 ms', 'p99.9 ms', 'failed'],
        paced.map((one) => [
          percent(one.share),
          one.asked,
          spreadText(one.perSecond),
          one.p50Ms,
          one.p99Ms,
          one.p999Ms,
          failed(one.failures)
        ])
      )
    ].join('\n\n'),
    drawings: [
      {
        name: 'performance-latency',
        svg: drawLines(
          { title: 'Latency against rate', x: 'requests asked each second', y: 'milliseconds', base: 10 },
          [
            { name: 'p99.9', points: paced.map(({ asked, p999Ms }) => ({ x: asked, y: p999Ms })) },
            { name: 'p99', points: paced.map(({ asked, p99Ms }) => ({ x: asked, y: p99Ms })) },
            { name: 'p50', points: paced.map(({ asked, p50Ms }) => ({ x: asked, y: p50Ms })) }
          ]
        )
      }
    ]
  }
}

function failed(failures: Readonly<Record<string, number>>): string {
  const each = Object.entries(failures).map(([code, times]) => `${times} ${code}`)
  return each.length === 0 ? '0' : each.join(', ')
}
