// What running a handler takes and yields, as the node's effects and inputs carry it.
import type { Effect, Input } from '@halley/node'

export type Invocation = Extract<Effect, { type: 'sandbox.invoke' }>['invocation']
export type Resumption = Extract<Effect, { type: 'sandbox.resume' }>['resumption']
export type Outcome = Extract<Input, { type: 'sandbox.finished' }>['outcome']
