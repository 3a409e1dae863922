// `kill -9` at a random moment, again and again on one folder: every acknowledged batch is there, no batch is
// there in part. HALLEY_KILLS sets the number of rounds.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { it } from 'node:test'
import { openLmdbStorage } from '../src/lmdb.ts'
import { SPACES } from '../src/port.ts'
import { bytes, text, withFolder } from './words.ts'

const ROUNDS = Number(process.env.HALLEY_KILLS ?? 6)
const CHILD = join(import.meta.dirname, 'kill-child.ts')

it(`${ROUNDS} kills lose nothing that was acknowledged and tear no batch`, () =>
  withFolder(async (folder) => {
    const acknowledged = new Set<number>()
    let actor: string | undefined
    let first = 0
    for (let round = 0; round < ROUNDS; round++) {
      // Not the same moment twice, and reproducible: the number of acknowledgements after which the kill is sent.
      const acks = 1 + ((round * 2_654_435_761) % 397)
      for (const i of await writeUntilKilled(folder, first, acks)) acknowledged.add(i)
      const storage = await openLmdbStorage({ folder, owner: 'kill test' })
      assert.equal(storage.actor, actor ?? storage.actor)
      actor = storage.actor
      for (const i of acknowledged)
        assert.ok(storage.read('record', bytes(`batch ${i}`)), `batch ${i} was acknowledged`)
      for (const { key, value } of storage.scan('record')) {
        for (const space of SPACES) assert.deepEqual(storage.read(space, key), value, `${text(key)} is torn`)
        first = Math.max(first, 1 + Number(text(key)!.split(' ')[1]))
      }
      for (const space of SPACES) assert.equal(storage.count(space), storage.count('record'))
      await storage.close()
    }
    assert.ok(acknowledged.size >= ROUNDS)
  }))

/** The batches that a child acknowledged before it was killed. */
function writeUntilKilled(folder: string, first: number, acks: number): Promise<number[]> {
  const child = spawn(process.execPath, [CHILD, folder, String(first)], {
    stdio: ['ignore', 'pipe', 'inherit']
  })
  return new Promise((resolve, reject) => {
    let output = ''
    child.stdout.on('data', (chunk) => {
      output += chunk
      if (output.split('\n').length > acks) child.kill('SIGKILL')
    })
    child.on('error', reject)
    child.on('close', (code, signal) => {
      // The last line may have been cut by the kill.
      if (signal === 'SIGKILL') resolve(output.split('\n').slice(0, -1).map(Number))
      else reject(new Error(`the child ended by itself with ${code}`))
    })
  })
}
