import assert from 'node:assert/strict'
import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { generateKeyPair, privateKeyToProtobuf } from '@libp2p/crypto/keys'
import { NetworkError, type NetworkErrorCode } from '../src/errors.ts'
import {
  createIdentity,
  identityFromBytes,
  loadOrCreateIdentity,
  saveIdentity,
  verify
} from '../src/identity.ts'

const withCode = (code: NetworkErrorCode) => (error: unknown) =>
  error instanceof NetworkError && error.code === code

describe('identity', () => {
  let folder: string
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'halley-identity-'))
  })
  after(() => rm(folder, { recursive: true }))

  it('survives storage', async () => {
    const path = join(folder, 'deep', 'er', 'identity')
    const created = await loadOrCreateIdentity(path)
    const loaded = await loadOrCreateIdentity(path)
    assert.equal(loaded.id, created.id)
    assert.match(created.id, /^12D3Koo/)
    assert.equal((await stat(path)).mode & 0o777, 0o600)
    assert.deepEqual(await readdir(join(folder, 'deep', 'er')), ['identity'], 'no drafts are left')
  })

  it('is the same for all who start at once on a fresh directory', async () => {
    const path = join(folder, 'race')
    const identities = await Promise.all(Array.from({ length: 10 }, () => loadOrCreateIdentity(path)))
    assert.equal(new Set(identities.map((identity) => identity.id)).size, 1)
  })

  it('is never overwritten', async () => {
    const path = join(folder, 'precious')
    const first = await loadOrCreateIdentity(path)
    assert.equal(await saveIdentity(path, await createIdentity()), false)
    assert.deepEqual(identityFromBytes(await readFile(path)).id, first.id)
  })

  it('refuses garbage, and keys that are not Ed25519', async () => {
    const path = join(folder, 'garbage')
    const good = (await createIdentity()).privateKey
    const other = privateKeyToProtobuf(await generateKeyPair('secp256k1'))
    const damaged = good.slice()
    damaged[40]! ^= 1
    for (const bytes of [
      new Uint8Array(0),
      Buffer.from('hello'),
      good.subarray(0, 30),
      new Uint8Array(68),
      other,
      damaged
    ]) {
      await writeFile(path, bytes)
      await assert.rejects(loadOrCreateIdentity(path), withCode('IDENTITY_INVALID'))
    }
  })

  it('reports a file it may not use', async () => {
    await assert.rejects(loadOrCreateIdentity(folder), withCode('IDENTITY_FILE'))
    const blocked = join(folder, 'file')
    await writeFile(blocked, '')
    await chmod(blocked, 0o600)
    await assert.rejects(loadOrCreateIdentity(join(blocked, 'below')), withCode('IDENTITY_FILE'))
  })

  it('signs what others can verify by its id alone', async () => {
    const [alice, bob] = [await createIdentity(), await createIdentity()]
    const message = Buffer.from('put greeting')
    const signature = await alice.sign(message)
    assert.equal(signature.length, 64)
    assert.equal(await verify(alice.id, message, signature), true)
    assert.equal(await verify(bob.id, message, signature), false)
    assert.equal(await verify(alice.id, Buffer.from('put farewell'), signature), false)
    for (const wrong of [new Uint8Array(64), new Uint8Array(0), new Uint8Array(65), signature.subarray(1)]) {
      assert.equal(await verify(alice.id, message, wrong), false)
    }
    for (const id of ['', 'nobody', '12D3KooW', 'QmYyQSo1c1Ym7orWxLYvCrM2EmxFTANf8wXmmE7DWjhx5N']) {
      await assert.rejects(verify(id, message, signature), withCode('IDENTITY_INVALID'))
    }
  })
})
