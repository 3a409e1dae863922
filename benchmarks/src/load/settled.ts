// Nodes that have just been started look themselves up, meet and compare what they hold: measured meanwhile, all this would count as
// what requests cost. They are settled once they hardly take any CPU time, which is seen alike on a busy machine and on a quiet one.
import { setTimeout } from 'node:timers/promises'
import type { Fleet } from '../fleet.ts'

const LOOK_MS = 3_000
/** Of a core, for each process: some times what a node at rest takes. */
const REST = 0.03
/** Looks in a row at which that was so: a newcomer looks itself up 1, 4 and 16 seconds after it came. */
const CALM_LOOKS = 3
const LOOKS_AT_MOST = 30

/** Resolves to whether they are: after a minute and a half they are measured as they are. */
export async function settled(fleet: Fleet, nodes: number): Promise<boolean> {
  let calm = 0
  for (let looks = 0; looks < LOOKS_AT_MOST && calm < CALM_LOOKS; looks++) {
    const [begun, before] = [performance.now(), fleet.footprint()?.cpuSeconds]
    await setTimeout(LOOK_MS)
    const [over, after] = [performance.now(), fleet.footprint()?.cpuSeconds]
    if (before === undefined || after === undefined) continue
    const each = (1_000 * (after - before)) / (over - begun) / nodes
    calm = each < REST ? calm + 1 : 0
  }
  return calm === CALM_LOOKS
}
