// What the objects ask of the sandbox.
import type { ObjectsEffect } from '@halley/objects'
import type { Effect } from './effects.ts'

export function toSandbox(
  effect: Extract<ObjectsEffect, { type: 'invoke' | 'resume' | 'drop' | 'rejected' }>
): Effect {
  switch (effect.type) {
    case 'invoke':
      return { type: 'sandbox.invoke', turn: effect.turn, invocation: effect.invocation }
    case 'resume':
      return { type: 'sandbox.resume', turn: effect.turn, resumption: effect.resumption }
    case 'drop':
      return { ...effect, type: 'sandbox.drop' }
    case 'rejected':
      return { ...effect, type: 'sandbox.rejected' }
  }
}
