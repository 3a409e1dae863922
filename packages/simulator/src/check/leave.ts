// What must not be done twice needs leave, and leave is given once: of all coordinators that a request was handed to, one
// at the most is told to go ahead, from then on nobody else is asked, and no other node deletes what the client had not named without
// having been told.
import type { ClientRequest, NodeId } from '@halley/model'
import { successOf } from './operations.ts'
import type { Checker, Violation } from './violation.ts'

export const leave: Checker = ({ events, operations }, plan) => {
  // A request is recognised by being the same object, which it is not where messages are encoded on their way.
  if (plan.world.bytes) return []
  const violations: Violation[] = []
  const report = (message: string, at: number): number => violations.push({ check: 'leave', message, at })
  /** By asker and question: the request that was handed over, and by asker, coordinator and question: what leave is asked for. */
  const handed = new Map<string, ClientRequest>()
  const wanted = new Map<string, ClientRequest>()
  const granted = new Map<ClientRequest, NodeId>()
  for (const event of events) {
    if (event.type === 'received' && event.message.type === 'confirm') {
      const request = handed.get(`${event.node} ${event.message.request}`)
      if (request !== undefined) wanted.set(`${event.node} ${event.from} ${event.message.id}`, request)
    }
    if (event.type !== 'sent') continue
    const { node, to, message, at } = event
    if (message.type === 'request') {
      handed.set(`${node} ${message.id}`, message.request)
      const other = granted.get(message.request)
      if (other !== undefined)
        report(`${node} asks ${to} to ${message.request.op}, although ${other} has leave`, at)
    } else if (message.type === 'confirmed') {
      const request = wanted.get(`${node} ${to} ${message.id}`)
      const other = request === undefined ? undefined : granted.get(request)
      if (other !== undefined && other !== to) report(`${node} gives leave to ${to}, and ${other} has it`, at)
      if (request !== undefined) granted.set(request, to)
    }
  }
  for (const operation of operations) {
    const { request, node, call, askedAt } = operation
    const success = successOf(operation)
    if (success?.op !== 'delete' || success.dots.length === 0 || success.coordinator === node) continue
    if (!('context' in request) && !granted.has(request))
      report(`${success.coordinator} deleted for call ${call} without leave`, askedAt)
  }
  return violations
}
