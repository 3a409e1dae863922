// A program whose exact cost is known, run before anything else: a machine that counts differently must not start.
import { DEFAULT_LIMITS } from '../limits.ts'
import { encodeParts } from '../values/encode.ts'
import { RewriteError } from '../wasm/errors.ts'
import { joinMessages } from './frame.ts'
import type { Machine } from './machine.ts'

const PROGRAM = `export default {
  onGet () {
    let sum = 0
    for (let index = 0; index < 100; index++) sum += index
    return [3, 1, 2].sort().join() + sum
  }
}`

const INSTRUCTIONS = 1321

/** @throws RewriteError MISCOUNTS */
export function selfCheck(machine: Machine): void {
  const [object, event] = [
    [{}, '', '', ''],
    [{}, undefined, undefined, false]
  ].map((parts) => encodeParts(parts.map((value) => ({ name: 'a part', value, maxBytes: 100 }))).bytes)
  const frame = joinMessages(object!, event!)
  const request = {
    code: PROGRAM,
    hash: 'self-check',
    type: 'get',
    frame,
    time: 0,
    seed: 1n,
    chain: 0
  } as const
  const counted = machine.run({ ...request, limits: DEFAULT_LIMITS })
  const stopped = machine.run({ ...request, limits: { ...DEFAULT_LIMITS, instructions: INSTRUCTIONS - 1 } })
  if (!counted.ok || counted.usage.instructions !== INSTRUCTIONS) {
    const outcome = counted.ok
      ? `counts ${counted.usage.instructions} instructions`
      : `fails with ${counted.error.message}`
    throw new RewriteError('MISCOUNTS', `the self-check ${outcome}, and must count ${INSTRUCTIONS}`)
  }
  if (stopped.ok || stopped.error.code !== 'INSTRUCTIONS_EXCEEDED') {
    throw new RewriteError('MISCOUNTS', 'the self-check was not stopped one instruction before its end')
  }
}
