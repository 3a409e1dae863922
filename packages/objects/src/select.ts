// selectReplicas: the object chooses the nodes that hold copies besides its homes. It is asked when it is placed, which is when a
// put has made or replaced it, and whenever its timer `replicas` ticks, by the first of its nodes that is up.
//
//   put, tick of `replicas` ──► select ──► [refreshing] ──► selectReplicas(neighbors) ──► place: leases and copies
//
// It chooses from what this node's own copy says, and what it changes of the object is dropped: the choice is not a version.
import { decodeValue, type Failure, type NodeId, REPLICAS, type Value } from '@halley/model'
import type { Outcome } from './invocation.ts'
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
  const chosen = chosenBy(outcome, request.neighbors)
  if ('code' in chosen) return { do: 'fail', failure: chosen }
  const answer: (Step & { do: 'commit' })['answer'] = ({ context }) => ({ context })
  return { do: 'commit', edits: [], ...localChange(scene), quorum, chosen, answer }
}

/** The nodes that the handler named, by their ids or as it was given them. */
function chosenBy(outcome: Outcome | undefined, neighbors: readonly NodeId[]): readonly NodeId[] | Failure {
  if (outcome?.ok !== true || outcome.reply === undefined) return []
  const value = decodeValue(outcome.reply, 'what selectReplicas returned')
  if (value === null || value === undefined) return []
  if (!Array.isArray(value)) return wrong('no array')
  if (value.length > REPLICAS) return wrong(`${value.length} nodes`)
  const ids = value.map(idOf)
  if (ids.includes(undefined)) return wrong('something that is no node')
  const stranger = ids.find((id) => id !== undefined && !neighbors.includes(id))
  if (stranger !== undefined)
    return wrong(`the node ${stranger.slice(0, 128)}, which is none of the neighbors`)
  return [...new Set(ids as NodeId[])]
}

function idOf(node: Value): NodeId | undefined {
  const id = typeof node === 'object' && node !== null && 'id' in node ? node.id : node
  return typeof id === 'string' ? id : undefined
}

function wrong(what: string): Failure {
  const message = `selectReplicas returned ${what}; at most ${REPLICAS} of the neighbors that it was given are allowed, each as it was given or by its id`
  return { code: 'SELECTION_INVALID', message }
}
