// Starting a node leaves twice of what the node needs then: garbage, and room for more of it, that the engine, which sees no need,
// would keep for hours. So it is collected once the node has started, in a pause of some 50 ms before anybody waits for it. And what
// was compiled until then is kept for the next start, where a folder for it is known: a process that is killed would not do that.
import { flushCompileCache } from 'node:module'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/** Until a node that starts has joined its network, in milliseconds. */
const SETTLED_MS = 3_000

export function tidyInTime(): void {
  setTimeout(tidy, SETTLED_MS).unref()
}

function tidy(): void {
  flushCompileCache()
  // The collector is there for those alone who ask for it.
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as (options: object) => void
  setFlagsFromString('--no-expose-gc')
  collect({ type: 'major', execution: 'sync', flavor: 'last-resort' })
}
