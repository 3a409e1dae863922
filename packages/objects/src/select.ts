// selectReplicas: the object chooses the nodes that hold copies besides its homes. It is asked when it is placed, which is when a
// put has made or replaced it, and whenever its timer `replicas` ticks, by the first of its nodes that is up.
//
//   put, tick of `replicas` ──► select ──► [refreshing] ──► selectReplicas(neighbors) ──► place: leases and copies
//
// It chooses from what this node's own copy says, and what it changes of the object is dropped: the choice is not a version.
import { decodeValue, type NodeId, REPLICAS, type Value } from '@halley/model'
import type { Invocation, Outcome, Yielded } from './invocation.ts'
import { SELECTS } from './selecting.ts'
import { handles, invoke, localChange, type Scene, type SelectRequest, type Step } from './step.ts'

export function selectStep(scene: Scene<SelectRequest>): Step {
  const { live, outcomes, quorum, request } = scene
  const version = live.findLast((sibling) => handles(sibling, SELECTS))
  const [outcome] = outcomes
  if (version?.code !== undefined && outcome === undefined) {
    const { neighbors } = request
    return invoke(scene, version.code, 'select', { state: version.state, neighbors })
  }
  if (outcome?.ok === false) return { do: 'fail', failure: outcome.failure }
  const nodes = outcome === undefined ? [] : (returned(outcome) as readonly Value[])
  const chosen = new Set(nodes.map((node) => idOf(node) as NodeId))
  const answer: (Step & { do: 'commit' })['answer'] = ({ context }) => ({ context })
  return { do: 'commit', edits: [], ...localChange(scene), quorum, chosen: [...chosen], answer }
}

/** Fails where the handler named other than neighbors that it was given, by their ids or as it was given them. */
export function checkSelection({ event, neighbors = [] }: Invocation, outcome: Outcome): Outcome {
  if (event !== 'select' || !outcome.ok) return outcome
  const fault = faultOf(returned(outcome), neighbors)
  if (fault === undefined) return outcome
  const message = `selectReplicas returned ${fault}; at most ${REPLICAS} of the neighbors that it was given are allowed, each as it was given or by its id`
  return { ok: false, failure: { code: 'SELECTION_INVALID', message }, usage: outcome.usage }
}

function faultOf(nodes: Value, neighbors: readonly NodeId[]): string | undefined {
  if (!Array.isArray(nodes)) return 'no array'
  if (nodes.length > REPLICAS) return `${nodes.length} nodes`
  const ids = nodes.map(idOf)
  if (ids.includes(undefined)) return 'something that is no node'
  const stranger = ids.find((id) => id !== undefined && !neighbors.includes(id))
  return stranger && `the node ${stranger.slice(0, 128)}, which is none of the neighbors`
}

/** What it returned; nothing names nobody. */
function returned({ reply }: Yielded): Value {
  return (reply === undefined ? null : decodeValue(reply, 'what selectReplicas returned')) ?? []
}
function idOf(node: Value): NodeId | undefined {
  const id = typeof node === 'object' && node !== null && 'id' in node ? node.id : node
  return typeof id === 'string' ? id : undefined
}
