// A full disk: writes are refused with DISK_FULL and leave nothing, removals go on working and make room, and
// nothing that was stored is lost. The disk is played by the shell's limit on the size of files, which meets
// the engine in the same way: a short write, then a refusal. HALLEY_FULL names a small file system instead.
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { it } from 'node:test'
import { promisify } from 'node:util'
import { withFolder } from './words.ts'

const CHILD = join(import.meta.dirname, 'full-child.ts')
const SHELL = `trap '' XFSZ; ulimit -f 4096; exec "$0" "$1" "$2"`

it('a full disk', { skip: process.platform === 'win32' }, () =>
  withFolder(async (temporary) => {
    const folder = process.env.HALLEY_FULL ?? join(temporary, 'limited')
    const { stdout, stderr } = await promisify(execFile)('bash', [
      '-c',
      SHELL,
      process.execPath,
      CHILD,
      folder
    ])
    assert.deepEqual(JSON.parse(stdout), {
      refusal: 'DISK_FULL',
      torn: false,
      group: ['rejected', 'fulfilled', 'fulfilled'],
      spilled: 'DISK_FULL',
      kept: true
    })
    assert.doesNotMatch(stderr, /^ +at /m, 'who writes is told, not the log')
  })
)

it('no room for a new database', { skip: process.platform === 'win32' }, () =>
  withFolder(async (temporary) => {
    const folder = join(temporary, 'limited')
    const shell = `trap '' XFSZ; ulimit -f 64; exec "$0" "$1" "$2"`
    const words = ['-c', shell, process.execPath, CHILD, folder]
    await assert.rejects(promisify(execFile)('bash', words), ({ code, stderr }) => {
      assert.equal(code, 1)
      assert.match(stderr, /no room to create .*halley\.mdb/)
      return true
    })
  })
)
