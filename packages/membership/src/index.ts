export { LIVENESS_DEFAULTS, Liveness, type LivenessEffect, type LivenessOptions } from './liveness.ts'
