export type { Effect } from './effects.ts'
export type { Input } from './inputs.ts'
export { Node, type NodeInit } from './node.ts'
export { NODE_DEFAULTS, type NodeOptions } from './options.ts'
