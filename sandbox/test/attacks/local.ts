// A sandbox whose machine runs in this thread, so that tests can look at the linear memory behind it. Everything else is
// the sandbox as it is: the same checks on the way in, the same machine, the same reading of the outcome.
import { createSandbox, type Sandbox } from '../../src/index.ts'
import { Machine } from '../../src/machine/machine.ts'
import { Pool } from '../../src/pool/pool.ts'
import { meteredInterpreter } from '../../src/wasm/interpreter-binary.ts'

export interface LocalSandbox extends Sandbox {
  /** All of the machine's linear memory. */
  readonly memory: Uint8Array
}

/** @param imageBytes how many bytes of heap images to keep; with 0 each code is loaded anew when another ran before it */
export async function localSandbox(imageBytes: number): Promise<LocalSandbox> {
  const { machine, memory } = openMachine(await meteredInterpreter(), imageBytes)
  const start = Pool.start
  const pool = {
    run: (...[request, , answer]: Parameters<Pool['run']>) => answer(machine.run(request)),
    close: async () => undefined
  }
  try {
    Pool.start = async () => pool as unknown as Pool
    return Object.assign(await createSandbox(), { memory })
  } finally {
    Pool.start = start
  }
}

// The machine keeps its memory to itself; the engine's constructor sees it go by.
function openMachine(
  module: WebAssembly.Module,
  imageBytes: number
): { machine: Machine; memory: Uint8Array } {
  const { Memory } = WebAssembly
  const seen: WebAssembly.Memory[] = []
  try {
    replaceMemory(
      class extends Memory {
        constructor(size: { initial: number; maximum: number }) {
          super(size)
          seen.push(this)
        }
      }
    )
    const machine = new Machine(module, imageBytes)
    return { machine, memory: new Uint8Array(seen[0]!.buffer) }
  } finally {
    replaceMemory(Memory)
  }
}

function replaceMemory(Memory: typeof WebAssembly.Memory): void {
  Object.assign(WebAssembly, { Memory })
}
