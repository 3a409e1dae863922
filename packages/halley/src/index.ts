export type { Coordinate, Usage, Value } from '@halley/model'
export { distance, fromJson, parseDuration, parseJson, showDot, toJson } from '@halley/model'
export type {
  BudgetsView,
  DeleteOptions,
  GetOptions,
  GetResult,
  HalleyNode,
  HintsView,
  Inspection,
  Logged,
  LogLine,
  MemberView,
  ObjectSource,
  PeerView,
  PutOptions,
  RingView,
  Status,
  WriteResult
} from './api.ts'
export { type Asked, Client } from './client.ts'
export { COUNTERS, type CounterName } from './counters.ts'
export { createNode } from './create-node.ts'
export { HalleyError } from './errors.ts'
export { evaluate } from './evaluate.ts'
export { Logs } from './logs.ts'
export { createOperatorKey, type OperatorKey, Operators, signCode, signText } from './operators.ts'
export type { CreateNodeOptions } from './options.ts'
export { Recollections } from './recollections.ts'
export type { RepairReport } from './repairs.ts'
