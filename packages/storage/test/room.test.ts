// A disk that is full for a while, again and again: the process stays whole, refuses by DISK_FULL alone, takes up its work when
// there is room, and keeps what it acknowledged.
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { it } from 'node:test'
import { promisify } from 'node:util'
import { withFolder } from './words.ts'

const CHILD = join(import.meta.dirname, 'room-child.ts')

it('a disk that is full again and again', { skip: process.platform !== 'linux' }, () =>
  withFolder(async (folder) => {
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [CHILD, folder])
    const { refusals, lost, wentOn } = JSON.parse(stdout) as {
      refusals: string[]
      lost: string[]
      wentOn: boolean
    }
    assert.deepEqual(refusals, ['DISK_FULL'])
    assert.deepEqual(lost, [])
    assert.ok(wentOn, 'writes succeed when there is room')
    assert.equal(stderr, '')
  })
)

it(
  'a disk that is full when what is in the log comes into the database',
  { skip: process.platform !== 'linux' },
  () =>
    withFolder(async (folder) => {
      const { stdout, stderr } = await promisify(execFile)(process.execPath, [
        join(import.meta.dirname, 'pending-child.ts'),
        folder
      ])
      assert.deepEqual(JSON.parse(stdout), { left: [], lost: [] })
      assert.equal(stderr, '')
    })
)
