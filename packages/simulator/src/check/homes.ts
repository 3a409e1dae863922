// Who should hold a key in the end: by nearness in the overlay, or by the ring of those that have joined.
import type { Key, Millis, NodeId } from '@halley/model'
import { Ring } from '@halley/node'
import { nearestToKey } from '../overlay.ts'
import { type Plan, quorumOf } from '../plan.ts'
import type { Story } from './story.ts'

export function homesOf(story: Story, plan: Plan, key: Key): readonly NodeId[] {
  const { n } = quorumOf(plan, key)
  if (plan.world.node.placement === 'xor') return nearestToKey(key, liveNodes(story), n)
  return ringOf(story, plan).list(key).slice(0, n)
}

/** Nodes that are still there: neither gone for good nor out of the ring. */
export function liveNodes({ nodes, gone, left }: Story): NodeId[] {
  return [...nodes].filter((node) => !gone.has(node) && !left.has(node))
}

const rings = new WeakMap<Story, Ring>()

/** The ring of the first node that is still there; the check "ring" sees to it that all have the same. */
function ringOf(story: Story, plan: Plan): Ring {
  let ring = rings.get(story)
  if (ring === undefined) {
    const [first = ''] = liveNodes(story)
    ring = new Ring(first, plan.world.node.partitions)
    ring.make((story.members.get(first) ?? []).filter(({ status }) => status === 'joined'))
    rings.set(story, ring)
  }
  return ring
}

/** When the members of a ring had all heard of each other: until then there are several rings. */
export function foundation({ events }: Story): Millis {
  let last = 0
  for (const { type, at } of events) if (type === 'members') last = at
  return last
}
