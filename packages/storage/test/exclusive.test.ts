// One process to a folder, and no trace left by a process that was killed.
import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { symlinkSync } from 'node:fs'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { it } from 'node:test'
import { openLmdbStorage } from '../src/lmdb.ts'
import { withFolder } from './words.ts'

it('a folder in use by another process is refused with its pid, and free once that is killed', () =>
  withFolder(async (folder) => {
    for (let round = 0; round < 2; round++) {
      const { child, outcome } = hold(folder)
      assert.equal(await outcome, 'open')
      await assert.rejects(openLmdbStorage({ folder }), {
        code: 'FOLDER_IN_USE',
        details: { pid: child.pid }
      })
      // A refused attempt must not have loosened the holder's claim.
      await assert.rejects(openLmdbStorage({ folder }), {
        code: 'FOLDER_IN_USE',
        details: { pid: child.pid }
      })
      child.kill('SIGKILL')
      await once(child, 'exit')
      await (await openLmdbStorage({ folder })).close()
    }
  }))

it('a folder in use by this process is refused, by whatever name, and free after close', () =>
  withFolder(async (folder) => {
    const storage = await openLmdbStorage({ folder })
    const alias = join(folder, 'alias')
    symlinkSync(folder, alias)
    for (const name of [folder, alias, join(folder, '.')]) {
      await assert.rejects(openLmdbStorage({ folder: name }), {
        code: 'FOLDER_IN_USE',
        details: { pid: process.pid }
      })
    }
    assert.equal(await hold(folder).outcome, 'FOLDER_IN_USE')
    await storage.close()
    await (await openLmdbStorage({ folder: alias })).close()
  }))

it('a folder stays in use while its process collects garbage', () =>
  withFolder(async (folder) => {
    const { child, outcome } = hold(folder, '--expose-gc')
    try {
      assert.equal(await outcome, 'open')
      for (let round = 0; round < 3; round++) {
        child.stdin?.write('collect\n')
        await once(child.stdout as Readable, 'data')
        const second = hold(folder)
        try {
          assert.equal(await second.outcome, 'FOLDER_IN_USE', `after ${round + 1} rounds of collections`)
        } finally {
          await killed(second.child)
        }
      }
    } finally {
      await killed(child)
    }
    await (await openLmdbStorage({ folder })).close()
  }))

it('of many that start together at most one gets the folder', () =>
  withFolder(async (folder) => {
    await (await openLmdbStorage({ folder })).close()
    const held = Array.from({ length: 5 }, () => hold(folder))
    const outcomes = await Promise.all(held.map(({ outcome }) => outcome))
    const exits = held.map(({ child }) => child.exitCode ?? once(child, 'exit'))
    for (const { child } of held) child.stdin?.end()
    await Promise.all(exits)
    assert.ok(outcomes.filter((outcome) => outcome === 'open').length <= 1, outcomes.join(' '))
    for (const outcome of outcomes) assert.match(outcome, /^(open|FOLDER_IN_USE)$/)
    await (await openLmdbStorage({ folder })).close()
  }))

async function killed(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  child.kill('SIGKILL')
  await once(child, 'exit')
}

function hold(folder: string, ...flags: string[]): { child: ChildProcess; outcome: Promise<string> } {
  const script = join(import.meta.dirname, 'hold-child.ts')
  const child = spawn(process.execPath, [...flags, script, folder], { stdio: ['pipe', 'pipe', 'inherit'] })
  const outcome = once(child.stdout, 'data').then(([line]) => String(line).trim())
  return { child, outcome }
}
