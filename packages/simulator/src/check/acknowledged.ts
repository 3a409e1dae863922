// No acknowledged write is lost. In the end what a put wrote can be read, or somebody who had seen it superseded it,
// and what that one wrote can be read, or was superseded in its turn …, unless as many as W of the nodes that held the
// write durably are gone for good or have lost their copy.
//
// Supersession is derived from what clients did: a put or delete whose context covers the event, a delete without a
// context that was under way after the write began. A client that never saw a version cannot have meant to replace it.
import type { Dot, VersionVector } from '@halley/model'
import { type Plan, quorumOf } from '../plan.ts'
import { COLLECTING } from '../programs.ts'
import { Evidence } from './evidence.ts'
import { Holders } from './holders.ts'
import { EVER_MS, forgetsWithin, knows, nameOf } from './knowledge.ts'
import { type Operation, successOf } from './operations.ts'
import type { Story } from './story.ts'
import { tagOf } from './tags.ts'
import type { Checker, Violation } from './violation.ts'

export const acknowledged: Checker = (story, plan) => {
  const fates = new Fates(story, plan)
  const holders = new Holders(story)
  return story.operations.flatMap((operation): Violation[] => {
    const success = successOf(operation)
    const tag = tagOf(operation.request)
    if (success?.op !== 'put' || tag === undefined) return []
    const dot = success.dots.at(-1)
    const { key } = operation.request
    if (dot === undefined || fates.isSafe(operation, dot)) return []
    const lost = holders.lost(key, dot)
    if (lost.length >= quorumOf(plan, key).w) return []
    const isHeld = fates.evidence.isHeld(key, tag)
    const missing = isHeld ? 'cannot be read, though a disk has it' : 'is lost'
    const message = `${tag}, acknowledged by call ${operation.call} as ${nameOf(key, dot)}, ${missing}; lost holders: ${lost.join(' ') || 'none'}`
    return [{ check: 'acknowledged', message, at: operation.answers[0]?.at ?? operation.askedAt }]
  })
}

/** What became of each write. */
class Fates {
  readonly evidence: Evidence
  readonly #story: Story
  readonly #plan: Plan
  readonly #safe = new Map<string, boolean>()
  /** Writes that may have superseded others, by key. */
  readonly #writes = new Map<string, Operation[]>()

  constructor(story: Story, plan: Plan) {
    this.#story = story
    this.#plan = plan
    this.evidence = new Evidence(story)
    for (const operation of story.operations) {
      const { key } = operation.request
      const writes = this.#writes.get(key)
      if (writes === undefined) this.#writes.set(key, [operation])
      else writes.push(operation)
    }
  }

  /** Whether what the operation wrote as `dot` is there, or was superseded by something that is safe itself. */
  isSafe(operation: Operation, dot: Dot): boolean {
    const { key } = operation.request
    const name = nameOf(key, dot)
    const known = this.#safe.get(name)
    if (known !== undefined) return known
    const tag = tagOf(operation.request) as string
    // Whoever supersedes began later, so this ends; the entry only guards against a core that breaks that rule.
    this.#safe.set(name, false)
    const safe =
      this.evidence.isReadable(key, tag) ||
      this.#mayHaveExpired(operation) ||
      (this.#writes.get(key) ?? []).some((by) => this.#supersedes(by, operation, dot))
    this.#safe.set(name, safe)
    return safe
  }

  #mayHaveExpired({ request }: Operation): boolean {
    const expiresAt = request.op === 'put' ? request.expiresAt : undefined
    return expiresAt !== undefined && expiresAt <= this.#story.latestReading
  }

  #supersedes(by: Operation, write: Operation, dot: Dot): boolean {
    const { request } = by
    const { key } = write.request
    if (by === write) return false
    const tag = tagOf(write.request) as string
    // A write that two coordinators made is two events with equal content; whoever has seen one has seen the write.
    const covers = (context: VersionVector): boolean =>
      knows(context, dot) || this.evidence.dotsOf(key, tag).some((equal) => knows(context, equal))
    const program = this.#plan.keys.find((plan) => plan.key === key)?.program
    if (request.op === 'get') return program === 'once'
    if (request.op === 'delete') {
      const meant = request.context === undefined ? this.#mayFollow(by, write) : covers(request.context)
      // A tombstone may have forgotten what it buried.
      return meant && (this.evidence.wasBuried(key, dot) || forgetsWithin(EVER_MS, this.#plan))
    }
    if (request.op !== 'put' || (program !== undefined && COLLECTING.has(program))) return false
    if (request.context === undefined || !covers(request.context)) return false
    if (program !== 'failing' && !this.evidence.hadSeen(by.client, key, tag, by.askedAt)) return false
    return this.evidence.dotsOf(key, tagOf(request) as string).some((made) => this.isSafe(by, made))
  }

  // A delete that failed may still take effect at any time. One that was answered takes effect once, before its answer: it
  // may have reached two coordinators, but only one of them had leave to delete what the client had not named.
  #mayFollow(by: Operation, write: Operation): boolean {
    return successOf(by) === undefined || (by.answers[0]?.at ?? 0) >= write.askedAt
  }
}
