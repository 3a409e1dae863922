// A context supersedes what it covers. A client that read a version and passed that context with its put must not meet
// the version again beside its own: wherever the put's event is known, what it superseded is gone. (But not where
// vectors forget while something is still wrong.)
import type { Dot, Key, VersionVector } from '@halley/model'
import { bringsBack, knows, nameOf } from './knowledge.ts'
import { successOf } from './operations.ts'
import type { Stored } from './story.ts'
import type { Checker, Violation } from './violation.ts'

interface Write {
  readonly call: number
  readonly dot: Dot
  readonly context: VersionVector
}

export const causality: Checker = ({ operations, stores }, plan) => {
  if (bringsBack(plan)) return []
  const passive = new Set(plan.keys.filter(({ program }) => program === undefined).map(({ key }) => key))
  const writes = new Map<Key, Write[]>()
  for (const operation of operations) {
    const { request, call } = operation
    if (request.op !== 'put' || request.context === undefined || !passive.has(request.key)) continue
    const success = successOf(operation)
    if (success?.op !== 'put') continue
    const { key, context } = request
    const known = writes.get(key) ?? []
    writes.set(key, known)
    for (const dot of success.dots) known.push({ call, dot, context })
  }
  const violations = new Map<string, Violation>()
  const seen = new WeakSet()
  for (const stored of stores) {
    if (seen.has(stored.record)) continue
    seen.add(stored.record)
    for (const { call, dot, context } of writes.get(stored.key) ?? []) {
      if (!knows(stored.record.context, dot)) continue
      const again = stored.record.siblings.find((sibling) => knows(context, sibling.dot))
      if (again === undefined) continue
      const name = nameOf(stored.key, again.dot)
      violations.set(`${call} ${name}`, violation(stored, call, name))
    }
  }
  return [...violations.values()]
}

function violation({ node, at }: Stored, call: number, name: string): Violation {
  const message = `${node} holds ${name} beside the put of call ${call}, whose context had superseded it`
  return { check: 'causality', message, at }
}
