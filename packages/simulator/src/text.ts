// The trace as people read it: one line per event, with time, node, and what happened.
//
//      12.402  n1  → n3 write#7 greeting {1f:1}[1f:1 "c2.4"]
import { createHash } from 'node:crypto'
import {
  type ClientRequest,
  type ClientResponse,
  type Dot,
  decodeValue,
  type EncodedValue,
  type Message,
  type ObjectRecord,
  type Tick,
  toJson,
  type VersionVector
} from '@halley/model'
import type { TraceEvent } from './trace.ts'

export function line(event: TraceEvent): string {
  return `${event.at.toFixed(3).padStart(11)}  ${event.node.padEnd(3)} ${what(event)}`
}

/** One hash for the whole trace: two runs are the same if and only if theirs is. */
export function hashOf(events: readonly TraceEvent[]): string {
  const hash = createHash('sha256')
  for (const event of events) hash.update(`${line(event)}\n`)
  return hash.digest('hex').slice(0, 16)
}

function what(event: TraceEvent): string {
  switch (event.type) {
    case 'started':
      return `starts as ${event.actor.slice(0, 4)}`
    case 'crashed':
      return `crashes; ${event.lostStores} unfinished stores are lost`
    case 'gone':
      return 'is gone for good'
    case 'left':
      return 'has left the ring'
    case 'members':
      return `knows ${event.members.map(({ id, stamp, status }) => `${id}:${stamp}${status === 'left' ? '†' : ''}`).join(' ')}`
    case 'paused':
      return `stands still for ${event.ms.toFixed(0)} ms`
    case 'clock':
      return `has its clock set by ${event.byMs} ms`
    case 'threw':
      return `THREW ${event.error}`
    case 'asked':
      return `? call ${event.call} of ${event.client}: ${showRequest(event.request)}`
    case 'answered':
      return `! call ${event.call}: ${showResponse(event.response)}`
    case 'sent':
      return `→ ${event.to} ${showMessage(event.message)}`
    case 'received':
      return `← ${event.from} ${showMessage(event.message)}`
    case 'dropped':
      return `× ${event.from} ${showMessage(event.message)} (${event.why})`
    case 'connected':
      return `is connected to ${event.peer}`
    case 'lost':
      return `has lost ${event.peer}`
    case 'cut':
      return `cannot reach ${event.to} any more`
    case 'healed':
      return `can reach ${event.to} again`
    case 'stored': {
      const parts = [
        event.record === undefined ? '' : ` ${showRecord(event.record)}`,
        event.forgotten === undefined ? '' : ' forgotten',
        event.local === undefined ? '' : ` local ${showState(event.local)}`,
        ...event.hints.map((home) => ` +hint ${home}`),
        ...event.unhints.map((home) => ` -hint ${home}`)
      ]
      return `■ ${event.key}${parts.join('')}`
    }
    case 'unstored':
      return `■ ${event.key} could not be stored`
    case 'unloaded':
      return `■ ${event.key} could not be read`
    case 'damaged':
      return `■ ${event.key} is damaged`
    case 'located':
      return `located ${event.key} at ${event.list.join(' ')} in ${event.tookMs.toFixed(1)} ms`
    case 'invoking':
      return `runs ${event.event} on ${event.key} for turn ${event.turn}${showTick(event.tick)}`
    case 'invoked':
      return `ran ${event.program}.${event.event} on ${event.key}: ${event.outcome}`
    case 'given up':
      return `gives up the handler of turn ${event.turn} on ${event.key}`
    case 'ticked':
      return `was woken for ${event.deadline} at ${event.now}; next ${event.next ?? 'never'}`
    case 'phase':
      return `════ ${event.name}`
    case 'holds':
      return `holds ${event.key} ${showRecord(event.record)}`
    case 'keeps':
      return `keeps for ${event.home}: ${event.keys.join(' ')}`
    case 'load':
      return `has under way ${JSON.stringify(event.load)}`
  }
}

function showTick(tick: Tick | undefined): string {
  return tick === undefined ? '' : `: ${tick.name} (${tick.on}), due at ${tick.due}, ${tick.missed} missed`
}

function showMessage(message: Message): string {
  const head = `${message.type}#${message.id}`
  switch (message.type) {
    case 'request':
      return `${head} ${showRequest(message.request)}`
    case 'response':
      return `${head} ${showResponse(message.response)}`
    case 'read':
      return `${head} ${message.key}`
    case 'record':
      return `${head} ${showRecord(message.record)}`
    case 'write':
      return `${head} ${message.key} ${showRecord(message.record)}${message.hint === undefined ? '' : ` for ${message.hint}`}`
    case 'failed':
      return `${head} ${message.failure.code}`
    default:
      return head
  }
}

function showRequest(request: ClientRequest): string {
  const parts: string[] = [request.op, request.key]
  if (request.op === 'put') {
    if (request.code !== undefined) parts.push(request.code)
    if (request.value !== undefined) parts.push(showState(request.value))
    if (request.quorum !== undefined)
      parts.push(`(${request.quorum.n},${request.quorum.r},${request.quorum.w})`)
  }
  if ('context' in request && request.context !== undefined)
    parts.push(`context ${showVector(request.context)}`)
  return parts.join(' ')
}

function showResponse(response: ClientResponse): string {
  if (!response.ok) return `${response.failure.code}: ${response.failure.message.split('\n')[0]}`
  const head = `${response.op} by ${response.coordinator} ${showVector(response.context)}`
  switch (response.op) {
    case 'get':
      return `${head} [${response.replies.map(({ dot, value }) => `${showDot(dot)} ${showState(value)}`).join(', ')}]`
    case 'inspect':
      return `${head} ${response.versions.length} versions`
    default:
      return `${head} wrote ${response.dots.map(showDot).join(' ')}`
  }
}

export function showRecord({ context, siblings }: ObjectRecord): string {
  const shown = siblings.map(
    ({ dot, kind, state }) => `${showDot(dot)} ${kind === 'tombstone' ? '†' : showState(state)}`
  )
  return `${showVector(context)}[${shown.join(', ')}]`
}

function showVector(vector: VersionVector): string {
  const entries = Object.entries(vector).map(([actor, counter]) => `${actor.slice(0, 4)}:${counter}`)
  return `{${entries.join(' ')}}`
}

function showDot({ actor, counter }: Dot): string {
  return `${actor.slice(0, 4)}:${counter}`
}

function showState(state: EncodedValue | null): string {
  if (state === null) return 'none'
  try {
    return JSON.stringify(toJson(decodeValue(state)))
  } catch {
    return `${state.length} bytes`
  }
}
