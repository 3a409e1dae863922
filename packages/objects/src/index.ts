export type { ObjectsEffect, ReadObject } from './effects.ts'
export type { Decision, Failed, Invocation, MergedVersion, Outcome, Yielded } from './invocation.ts'
export { Objects } from './objects.ts'
export { OBJECTS_DEFAULTS, type ObjectsOptions } from './options.ts'
