// @halley/sandbox: runs the handlers of active objects, metered exactly, in worker threads.
export type {
  Action,
  Call,
  Caller,
  CallResult,
  Failed,
  Finished,
  Invocation,
  Outcome,
  SandboxEvent,
  Waiting
} from './contract.ts'
export { DEFAULT_LIMITS, type Limits, MAXIMAL_LIMITS, SANDBOX_LIMITS } from './limits.ts'
export type { Decision, ErrorCode, EventType, InvocationError, Usage } from './machine/outcome.ts'
export { createSandbox, type Sandbox, type SandboxOptions } from './sandbox.ts'
export type { PlainObject, Value } from './values/value.ts'
export { RewriteError, type RewriteErrorCode } from './wasm/errors.ts'
