// What replication asks of the disk, and what the disk answers.
import type { Millis } from '@halley/model'
import type { Replication, ReplicationEffect } from '@halley/replication'
import type { Effect } from './effects.ts'
import type { Input } from './inputs.ts'

type Answer = Extract<
  Input,
  {
    type:
      | 'storage.loaded'
      | 'storage.unloaded'
      | 'storage.written'
      | 'storage.unwritten'
      | 'storage.hinted'
      | 'storage.upcoming'
  }
>

type Question = Extract<ReplicationEffect, { type: 'load' | 'store' | 'remember' | 'list' | 'wakes' }>

export function fromDisk(replication: Replication, input: Answer, now: Millis): void {
  switch (input.type) {
    case 'storage.loaded':
      return replication.loaded(input.key, input.copy, now)
    case 'storage.unloaded':
      return replication.unloaded(input.key, input.failure, now, input.damage)
    case 'storage.written':
      return replication.written(input.id, now)
    case 'storage.unwritten':
      return replication.unwritten(input.id, input.failure, now)
    case 'storage.hinted':
      return replication.hinted(input.home, input.key, now)
    case 'storage.upcoming':
      return replication.timetable(now).upcoming(input.wakes, input.last)
  }
}

export function toDisk(effect: Question): Effect {
  switch (effect.type) {
    case 'load':
      return { ...effect, type: 'storage.load' }
    case 'store':
      return { type: 'storage.store', id: effect.id, store: effect.store }
    case 'remember':
      return { ...effect, type: 'storage.remember' }
    case 'list':
      return { ...effect, type: 'storage.list' }
    case 'wakes':
      return { ...effect, type: 'storage.wakes' }
  }
}
