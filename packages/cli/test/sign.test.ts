import assert from 'node:assert/strict'
import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import test from 'node:test'
import { signCode } from 'halley'
import { captured, GREETING, temporaryFolder } from './captured.ts'

test('keygen keeps the private half to its owner, and never writes over a key; sign signs with it', async (t) => {
  const file = join(await temporaryFolder(t), 'operator.pem')
  const { code, out } = await captured('keygen', file)
  assert.equal(code, 0)
  assert.match(out, /^[\w-]{43}$/)
  assert.equal((await stat(file)).mode & 0o777, 0o600)
  const again = await captured('keygen', file)
  assert.equal(again.code, 1)
  assert.match(again.err, /FILE_UNWRITABLE/)

  const signed = await captured('sign', GREETING, '--key', file, '--json')
  const { signature } = JSON.parse(signed.out)
  assert.equal(signature, signCode(await readFile(GREETING, 'utf8'), await readFile(file, 'utf8')))
  assert.ok(signature.startsWith(`${out}.`))
  assert.match((await captured('sign', GREETING, '--key', GREETING)).err, /OPERATOR_KEY_INVALID/)
})
