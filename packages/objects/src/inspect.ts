// What an operator is shown of an object: its versions and who holds them, never its state or its source.
import {
  type ClientResponse,
  type Dot,
  NO_USAGE,
  type NodeId,
  type ReplicaSummary,
  type Sibling,
  type Spent,
  type VersionSummary
} from '@halley/model'
import type { ReadObject } from './effects.ts'

/** The answer to an `inspect` request. */
export function inspection(
  { record, quorum, list, leased = [], answers }: ReadObject,
  self: NodeId,
  spent: Spent
): ClientResponse {
  const homes = new Set(list.slice(0, quorum.n))
  const chosen = new Set(leased)
  const nodes = [...new Set([...homes, ...answers.keys(), ...chosen])]
  const replicas = nodes.map((node): ReplicaSummary => {
    const versions = answers.get(node)?.siblings.map(({ dot }): Dot => dot)
    return {
      node,
      role: homes.has(node) ? 'home' : chosen.has(node) ? 'leased' : 'fallback',
      ...(versions === undefined ? {} : { versions })
    }
  })
  return {
    ok: true,
    op: 'inspect',
    coordinator: self,
    context: record.context,
    usage: NO_USAGE,
    versions: record.siblings.map(summary),
    replicas,
    quorum,
    spent
  }
}

function summary({ dot, kind, code, owner, state, timers, writtenAt, expiresAt }: Sibling): VersionSummary {
  return {
    dot,
    kind,
    ...(code === undefined ? {} : { codeHash: code.hash }),
    ...(owner === undefined ? {} : { owner }),
    handlers: code?.handlers ?? [],
    stateBytes: state.length,
    ...(timers === undefined ? {} : { timers }),
    writtenAt,
    ...(expiresAt === undefined ? {} : { expiresAt })
  }
}
