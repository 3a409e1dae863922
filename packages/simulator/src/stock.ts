// What is there at some moment, for the checkers: every copy, every hint, and what each node has under way.
import type { NodeId } from '@halley/model'
import type { Host } from './host.ts'
import type { Trace } from './trace.ts'

/** Writes it into the trace. */
export function takeStock(hosts: ReadonlyMap<NodeId, Host>, trace: Trace): void {
  for (const { id, disk, load, gone, left } of hosts.values()) {
    if (gone || left) continue
    for (const key of disk.keys()) {
      if (!disk.isDamaged(key)) trace.add(id, { type: 'holds', key, record: disk.copy(key).record })
    }
    for (const [home, keys] of disk.hints()) trace.add(id, { type: 'keeps', home, keys: [...keys] })
    if (load !== undefined) trace.add(id, { type: 'load', load })
  }
}
