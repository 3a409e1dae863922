// By force: a node is killed, and its data file damaged before it comes back. Damaged records are found by their checksums, never
// served, and made good from the other nodes; a file that is unreadable as a whole is refused, and refilled on request.
import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, afterEach, before, beforeEach, describe, it } from 'node:test'
import { setTimeout } from 'node:timers/promises'
import { createPrng } from '@halley/model'
import { damageFile } from './disk-faults.ts'
import { get, Processes, put, type Started } from './processes.ts'

const KEYS = Array.from({ length: 30 }, (_, at) => `key-${at}`)

/** Long enough that most of what is damaged is values. */
const VALUE = 'v'.repeat(1_500)

/** Turns a byte in every third value that the file has, used or not. @returns how many */
function damageValues(file: string): number {
  const bytes = readFileSync(file)
  let found = 0
  for (let at = bytes.indexOf(VALUE); at >= 0; at = bytes.indexOf(VALUE, at + VALUE.length))
    if (found++ % 3 === 0) bytes[at + VALUE.length / 2] = 0
  writeFileSync(file, bytes)
  return found / 3
}

describe('a data file that was damaged', { timeout: 240_000 }, () => {
  let processes: Processes
  let others: Started[]
  let struck: Started
  let folder: string

  before(async () => {
    processes = await Processes.create()
    const first = await processes.start('a')
    others = [first, await processes.start('b', first.addresses)]
    folder = processes.folderOf('c')
  })

  beforeEach(async () => {
    struck = await processes.start('c', (others[0] as Started).addresses)
    for (const [at, key] of KEYS.entries())
      assert.equal(await put(others[at % 2] as Started, key, `${VALUE}${at}`), 200)
    await whole()
    await processes.kill(struck)
  })

  afterEach(() => processes.kill(struck))

  after(() => processes.close())

  it('in its records: they are refilled, one by one', async () => {
    assert.ok(damageValues(join(folder, 'halley.mdb')) >= KEYS.length / 3)
    struck = await processes.start('c', (others[0] as Started).addresses)
    await whole()
  })

  for (const how of ['leaf', 'short'] as const)
    it(`in its structure (${how}): it is refused, and refilled as a whole when asked to`, async () => {
      damageFile(folder, createPrng(how), how)
      const bootstrap = (others[0] as Started).addresses
      const refused = await processes.startInVain('c', bootstrap, [])
      assert.equal(refused.code, 1)
      assert.match(refused.err, /"code":"(DAMAGED|TRUNCATED)"/)
      assert.match(refused.err, /halley\.mdb .*--refill/)
      struck = await processes.start('c', bootstrap, ['--refill'])
      await whole()
    })

  /** Each key can be read through every node, and each of the three homes has what the others have. */
  async function whole(): Promise<void> {
    const deadline = performance.now() + 60_000
    for (const [at, key] of KEYS.entries()) {
      for (const node of [struck, ...others])
        assert.deepEqual(await get(node, key), { status: 200, value: `${VALUE}${at}` })
      while (!(await isWhole(key))) {
        assert.ok(performance.now() < deadline, `${key} is not whole`)
        await setTimeout(100)
      }
    }
  }

  async function isWhole(key: string): Promise<boolean> {
    const answer = await fetch(`${struck.http}/v1/objects/${key}/inspect`)
    const { replicas = [] } = (await answer.json()) as { replicas?: { versions?: string[] }[] }
    const versions = replicas.map((replica) => replica.versions?.join(' ') ?? '')
    return versions.length === 3 && versions[0] !== '' && new Set(versions).size === 1
  }
})
