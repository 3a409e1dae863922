// The process gets its memory back: after every attack has run again and again, nothing has grown.
//
// In a process of its own, because the garbage collector has to be called. The machine runs in that process's only thread,
// where its memory can be seen, and keeps few images, so that what it may keep is not mistaken for what it forgot.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { invocationOf, stepsOf } from './attack.ts'
import { readAttacks } from './catalogue.ts'
import { localSandbox } from './local.ts'

interface Memory {
  readonly heapUsed: number
  readonly external: number
  readonly arrayBuffers: number
}

const ROUNDS = 3
const IMAGE_BYTES = 1_000_000

async function measure(): Promise<Memory[]> {
  const sandbox = await localSandbox(IMAGE_BYTES)
  const attacks = await readAttacks()
  const after: Memory[] = []
  for (let round = 0; round < ROUNDS; round++) {
    for (const { attack } of attacks) {
      for (const source of Object.values(attack.cases)) {
        for (const step of stepsOf(source)) await sandbox.invoke(invocationOf(step))
      }
    }
    // Twice, because finalizers of the first run let go of more.
    for (let run = 0; run < 2; run++) {
      globalThis.gc?.()
      await new Promise((resolve) => setImmediate(resolve))
    }
    const { heapUsed, external, arrayBuffers } = process.memoryUsage()
    after.push({ heapUsed, external, arrayBuffers })
  }
  return after
}

if (process.argv.includes('--print')) {
  process.stdout.write(JSON.stringify(await measure()))
} else {
  test('memory returns', () => {
    const printed = execFileSync(
      process.execPath,
      ['--expose-gc', fileURLToPath(import.meta.url), '--print'],
      { encoding: 'utf8' }
    )
    const [, second, last] = JSON.parse(printed) as Memory[]
    // The first round fills what may be filled: caches of bounded size, and what the engine compiled.
    for (const [figure, most] of [
      ['heapUsed', 4_000_000],
      ['external', 2_000_000],
      ['arrayBuffers', 2_000_000]
    ] as const) {
      const grown = last![figure] - second![figure]
      assert.ok(grown <= most, `${figure} grew by ${grown} bytes: ${printed}`)
    }
  })
}
