// @halley/sandbox: runs the handlers of active objects, metered exactly, in worker threads.
export { DEFAULT_LIMITS, type Limits, MAXIMAL_LIMITS, SANDBOX_LIMITS } from './limits.ts'
export type { Decision, ErrorCode, EventType, InvocationError, Usage } from './machine/outcome.ts'
export {
  type Action,
  type Caller,
  createSandbox,
  type Invocation,
  type Outcome,
  type Sandbox,
  type SandboxEvent,
  type SandboxOptions
} from './sandbox.ts'
export type { PlainObject, Value } from './values/value.ts'
export { RewriteError, type RewriteErrorCode } from './wasm/errors.ts'
