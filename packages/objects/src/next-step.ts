// What a turn does next, and what has to be known before it may.
import {
  covers,
  descends,
  type Edit,
  EMPTY_VECTOR,
  type Failure,
  type ObjectRecord,
  sameDot
} from '@halley/model'
import { deleteStep } from './delete.ts'
import { getStep } from './get.ts'
import { keepStep, mergeStep } from './merging.ts'
import { replicate } from './own-replication.ts'
import { pinMismatch } from './pin.ts'
import { putStep } from './put.ts'
import { selectStep } from './select.ts'
import { sourceStep } from './source.ts'
import type { Scene, Step, TurnRequest } from './step.ts'
import { tickStep } from './tick.ts'
import { timersFull } from './timers.ts'
import { isUnasked } from './turn.ts'

/** The client has seen versions that nobody knows. */
export const CONTEXT_AHEAD: Failure = {
  code: 'CONTEXT_AHEAD',
  message:
    'the context names versions of this object that no replica in reach knows, or it is so old that they have forgotten it; try again, or get the object anew'
}

/** Whether the client has seen versions that the record does not know. */
export function isAhead(request: TurnRequest, record: ObjectRecord): boolean {
  const context = request.op === 'put' || request.op === 'delete' ? request.context : undefined
  return context !== undefined && !descends(record.context, context)
}

/**
 * Whether the edits supersede values that the client has not named: then they must not be made twice, or late. A merge that
 * nobody asked for may be: what it makes stands for exactly the versions that it supersedes. So may a tick.
 */
export function isBlind(request: TurnRequest, record: ObjectRecord, edits: readonly Edit[]): boolean {
  if (isUnasked(request)) return false
  const context = ('context' in request ? request.context : undefined) ?? EMPTY_VECTOR
  const values = record.siblings.filter(({ kind }) => kind === 'value')
  const unnamed = values.filter(({ dot }) => !covers(context, dot))
  return unnamed.some(({ dot }) =>
    edits.some(({ supersedes }) => supersedes.some((gone) => sameDot(gone, dot)))
  )
}

/** The next step of an event that runs through its object. */
export function nextStep(scene: Scene): Step {
  const found = stepOf(scene)
  const step = found.do === 'commit' ? replicate(found, scene) : found
  const edits = step.do === 'commit' ? step.edits : []
  const failure = edits.map(({ content }) => timersFull(content?.timers)).find((found) => found !== undefined)
  return failure === undefined ? step : { do: 'fail', failure }
}

function stepOf(scene: Scene): Step {
  const { request } = scene
  const mismatch = pinMismatch(scene)
  if (mismatch !== undefined) return { do: 'fail', failure: mismatch }
  switch (request.op) {
    case 'put': {
      const step = mergeStep({ ...scene, request }, 'onUpdate')
      return 'next' in step ? step.next : putStep(step.scene)
    }
    case 'get': {
      if (request.source) return sourceStep({ ...scene, request })
      if (request.alone) return getStep({ ...scene, request })
      const step = mergeStep({ ...scene, request })
      return 'next' in step ? step.next : getStep(step.scene)
    }
    case 'merge': {
      const step = mergeStep({ ...scene, request })
      return 'next' in step ? step.next : keepStep(step.scene)
    }
    case 'tick': {
      if (request.on === 'replica') return tickStep({ ...scene, request })
      const step = mergeStep({ ...scene, request }, 'onTimer')
      return 'next' in step ? step.next : tickStep(step.scene)
    }
    case 'select':
      return selectStep({ ...scene, request })
    case 'delete':
      return deleteStep({ ...scene, request })
    case 'inspect':
      throw new Error('an inspection takes no step')
  }
}
