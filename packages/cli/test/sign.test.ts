import assert from 'node:assert/strict'
import { createPublicKey, verify } from 'node:crypto'
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

test('sign signs a text as well, but none that would pass for code', async (t) => {
  const file = join(await temporaryFolder(t), 'maker.pem')
  const { out: publicKey } = await captured('keygen', file)
  const { out: signature } = await captured('sign', '--text', 'é, 1', '--key', file)
  const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: publicKey }, format: 'jwk' })
  assert.ok(verify(null, Buffer.from('é, 1'), key, Buffer.from(signature, 'base64url')))
  const forged = await captured('sign', '--text', `halley code 1\n${'0'.repeat(64)}`, '--key', file)
  assert.deepEqual([forged.code, /REQUEST_INVALID/.test(forged.err)], [1, true])
  for (const given of [[], [GREETING, '--text', 'x']])
    assert.equal((await captured('sign', ...given, '--key', file)).code, 2)
})
