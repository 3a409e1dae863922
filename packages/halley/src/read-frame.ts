// What a frame from a peer says; nothing, and a count, where it cannot be understood.
import { decodeMessage, type Message, ModelError } from '@halley/model'
import type { Counters } from './counters.ts'

export function readFrame(frame: Uint8Array, counters: Counters): Message | undefined {
  try {
    return decodeMessage(frame)
  } catch (error) {
    if (!(error instanceof ModelError)) throw error
    counters.add('malformedMessages')
    return undefined
  }
}
