// Where all nodes know the ring: in the end they all know the same of it, everybody who is there has joined and nobody else
// has but who is gone and was not removed; whoever has left has taken nothing along, and is asked for nothing any more.
import type { Key, Member, NodeId } from '@halley/model'
import { isGossip } from '@halley/node'
import { liveNodes } from './homes.ts'
import type { Story } from './story.ts'
import type { Checker, Violation } from './violation.ts'

export const ring: Checker = (story, plan) => {
  if (plan.world.node.placement === 'xor') return []
  return [...strangers(story), ...disagreements(story), ...asked(story), ...takenAlong(story)]
}

function disagreements(story: Story): Violation[] {
  const [first, ...others] = liveNodes(story).map((node) => ({
    node,
    known: shown(story.members.get(node) ?? [])
  }))
  if (first === undefined) return []
  return others
    .filter(({ known }) => known !== first.known)
    .map(({ node, known }) => ({
      check: 'ring',
      message: `${first.node} and ${node} know different members: ${first.known}; ${known}`
    }))
}

function strangers(story: Story): Violation[] {
  const removed = removedNodes(story)
  return liveNodes(story).flatMap((node): Violation[] => {
    const own = (story.members.get(node) ?? []).find(({ id }) => id === node)
    if (own?.status === 'joined') return []
    const message = removed.has(node)
      ? `${node} was to leave, and has not handed over what it holds`
      : `${node} is there, and has not joined`
    return [{ check: 'ring', message }]
  })
}

/** Questions to a node that has left or was removed, when everybody has had the time to know it. */
function asked({ events, members }: Story): Violation[] {
  const known = [...members.values()].flat()
  const joined = new Set(known.filter(({ status }) => status === 'joined').map(({ id }) => id))
  const left = new Set(known.flatMap(({ id }) => (joined.has(id) ? [] : [id])))
  const violations: Violation[] = []
  let late = false
  for (const event of events) {
    if (event.type === 'phase' && event.name === 'reading') late = true
    if (!late || event.type !== 'sent' || !left.has(event.to)) continue
    const { message } = event
    if (isGossip(message) || message.type === 'ping' || message.type === 'pong') continue
    violations.push({
      check: 'ring',
      message: `${event.node} sends a ${message.type} to ${event.to}, which has left`,
      at: event.at
    })
  }
  return violations
}

/** Copies that were on the disk of a node when it had left. */
function takenAlong({ events }: Story): Violation[] {
  const disks = new Map<NodeId, Set<Key>>()
  const violations: Violation[] = []
  for (const event of events) {
    if (event.type === 'stored') {
      const keys = disks.get(event.node) ?? new Set<Key>()
      disks.set(event.node, keys)
      if (event.forgotten === true) keys.delete(event.key)
      else if (event.record !== undefined) keys.add(event.key)
    }
    const keys = event.type === 'left' ? [...(disks.get(event.node) ?? [])] : []
    if (keys.length === 0) continue
    const message = `${event.node} has left and taken ${keys.join(' ')} along`
    violations.push({ check: 'ring', message, at: event.at })
  }
  return violations
}

/** Who was removed by an operator's act at another node, and is on its way out. */
function removedNodes({ members }: Story): Set<string> {
  return new Set([...members.values()].flat().flatMap(({ id, status }) => (status === 'left' ? [id] : [])))
}

function shown(members: readonly Member[]): string {
  return members
    .map(({ id, status, stamp }) => `${id}:${stamp}${status === 'left' ? '†' : ''}`)
    .sort()
    .join(' ')
}
