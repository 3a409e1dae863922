// Reads are as fresh as overlapping quorums make them. When a get was asked for, each disk knew something; the
// coordinator heard at least R of the replicas that it read, and its own. What any R of them would have told it, the
// answer knows. From this follows what a client may rely on: it reads its own writes and never reads backwards, as long
// as the quorums overlap and no fallback stood in. (What a node has from before it slept for longer than the grace time proves nothing.)
import type { Key, Millis, NodeId, ObjectRecord, VersionVector } from '@halley/model'
import { type Plan, quorumOf } from '../plan.ts'
import { knowsAll, remembered } from './knowledge.ts'
import type { Operation } from './operations.ts'
import { isFromBeforeItsSleep } from './sleepers.ts'
import type { Checker, Violation } from './violation.ts'

type Disks = Map<NodeId, VersionVector>

const NOTHING: VersionVector = {}

export const fresh: Checker = ({ events, byCall }, plan) => {
  const disks = new Map<Key, Map<NodeId, VersionVector>>()
  const before = new Map<number, Disks>()
  /** By node and key. */
  const latest = new Map<string, ObjectRecord>()
  /** By coordinator and key: whom it read. */
  const reads = new Map<string, { readonly at: Millis; readonly from: NodeId }[]>()
  const violations: Violation[] = []
  for (const event of events) {
    if (event.type === 'stored' || event.type === 'damaged') {
      if (event.type === 'stored' && event.record === undefined && event.forgotten !== true) continue
      if (event.type === 'stored' && event.record !== undefined)
        latest.set(`${event.node} ${event.key}`, event.record)
      const known = disks.get(event.key) ?? new Map<NodeId, VersionVector>()
      const former = known.get(event.node) ?? NOTHING
      const now = event.type === 'damaged' ? NOTHING : contextOf(event)
      disks.set(event.key, known.set(event.node, now))
      // A copy that goes while the get is under way, or begins anew because nobody vouches for it, is at the homes, which may be out of
      // reach just then. One that is damaged meanwhile may have been the only one.
      if (event.type === 'damaged' || event.forgotten === true || !knowsAll(now, former))
        for (const [call, known] of before)
          if (byCall.get(call)?.request.key === event.key) known.delete(event.node)
    } else if (event.type === 'asked') {
      if (event.request.op === 'get') before.set(event.call, new Map(disks.get(event.request.key)))
    } else if (event.type === 'sent') {
      if (event.message.type !== 'read') continue
      const name = `${event.node} ${event.message.key}`
      const asked = reads.get(name)
      if (asked === undefined) reads.set(name, [{ at: event.at, from: event.to }])
      else asked.push({ at: event.at, from: event.to })
    } else if (event.type === 'answered') {
      const operation = byCall.get(event.call)
      const { response } = event
      if (operation === undefined || !response.ok) continue
      violations.push(...forgetful(operation, response.context))
      const known = before.get(event.call)
      if (response.op !== 'get' || known === undefined) continue
      const { key } = operation.request
      const during = (reads.get(`${response.coordinator} ${key}`) ?? []).filter(
        ({ at }) => at >= operation.askedAt
      )
      const replicas = new Set([response.coordinator, ...during.map(({ from }) => from)])
      // What is so old that it was forgotten meanwhile, nobody could tell.
      const told = new Map(
        [...known].map(([node, vector]) => [node, remembered(vector, response.context, plan)])
      )
      const own = latest.get(`${response.coordinator} ${key}`)
      if (own !== undefined && isFromBeforeItsSleep(own, response.coordinator, operation.askedAt, plan))
        told.delete(response.coordinator)
      const missing = unread(told, replicas, response.coordinator, leastR(plan, key), response.context)
      if (missing === undefined) continue
      const message = `call ${event.call}, a get of ${key}, does not know ${missing}, which every quorum of ${[...replicas].join(' ')} knew before`
      violations.push({ check: 'fresh', message, at: event.at })
    }
  }
  return violations
}

/** A write's answer knows at least what the client passed. */
function forgetful({ call, request, answers }: Operation, context: VersionVector): Violation[] {
  if (!('context' in request) || request.context === undefined) return []
  if (knowsAll(context, request.context)) return []
  const message = `call ${call} passed a context and was answered with one that knows less`
  return [{ check: 'fresh', message, ...(answers[0] === undefined ? {} : { at: answers[0].at }) }]
}

/** An event that any R of the replicas would have told of, or the coordinator itself, and that the answer lacks. */
function unread(
  known: Disks,
  replicas: ReadonlySet<NodeId>,
  coordinator: NodeId,
  r: number,
  context: VersionVector
): string | undefined {
  const vectors = [...replicas].map((node) => known.get(node) ?? NOTHING)
  const own = known.get(coordinator) ?? NOTHING
  for (const actor of new Set(vectors.flatMap((vector) => Object.keys(vector)))) {
    const counters = vectors.map((vector) => vector[actor] ?? 0).sort((a, b) => a - b)
    const sure = Math.max(counters[r - 1] ?? 0, own[actor] ?? 0)
    if ((context[actor] ?? 0) < sure) return `${actor}:${sure}`
  }
  return undefined
}

/** A reader learns of an object's own quorum only from what it reads. */
function leastR(plan: Plan, key: Key): number {
  return Math.min(plan.world.node.quorum.r, quorumOf(plan, key).r)
}

function contextOf(event: { readonly record?: { readonly context: VersionVector } }): VersionVector {
  return event.record?.context ?? NOTHING
}
