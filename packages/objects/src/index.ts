export type {
  Call,
  CallAnswer,
  CallResult,
  NodeAnswer,
  Resumption,
  Waiting
} from './call.ts'
export { callRefusal } from './call-rules.ts'
export { OBJECTS_COUNTS } from './counts.ts'
export { DEBT_KINDS, type Debt } from './debts.ts'
export type { CallEffect, ObjectsEffect, ReadObject } from './effects.ts'
export type {
  Decision,
  Failed,
  Invocation,
  LateReply,
  MergedVersion,
  Outcome,
  TimerAction,
  Yielded
} from './invocation.ts'
export { Objects } from './objects.ts'
export { OBJECTS_DEFAULTS, type ObjectsOptions } from './options.ts'
export type { SpendingState } from './spending.ts'
