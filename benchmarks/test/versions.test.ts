// What a good client does with contexts, over a store whose context is the list of versions that it answered.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { careful } from '../src/load/versions.ts'

const ALLOWED = 4

/** Puts take a moment, so that several overlap. */
function store() {
  const versions = new Map<string, number[]>()
  let [next, gets, most] = [1, 0, 0]
  const client = careful<string, string>({
    put: async (key, _, context) => {
      await null
      const before = versions.get(key) ?? []
      const covered = new Set(context?.split(','))
      const after = before.filter((version) => !covered.has(String(version)))
      if (after.length === ALLOWED) throw Object.assign(new Error('too many'), { code: 'SIBLINGS_FULL' })
      const mine = next++
      versions.set(key, [...after, mine])
      most = Math.max(most, after.length + 1)
      await null
      return [...covered, mine].join(',')
    },
    get: async (key) => {
      gets++
      await null
      return { found: key, context: (versions.get(key) ?? []).join(',') }
    }
  })
  return { client, versions, gets: () => gets, most: () => most }
}

test('puts one after the other need no gets, and leave one version', async () => {
  const { client, versions, gets } = store()
  for (let times = 0; times < 10; times++) await client.put('k', 'v')
  assert.equal(versions.get('k')?.length, 1)
  assert.equal(gets(), 0)
})

test('what overlapped is reconciled by the next put', async () => {
  const { client, versions } = store()
  await client.put('k', 'v')
  await Promise.all([1, 2, 3].map(() => client.put('k', 'v')))
  assert.ok((versions.get('k')?.length ?? 0) > 1)
  await client.put('k', 'v')
  assert.equal(versions.get('k')?.length, 1)
})

test('a put that is refused for too many versions gets and puts again', async () => {
  const { client, most } = store()
  await client.put('k', 'v')
  const line = async (): Promise<void> => {
    for (let times = 0; times < 20; times++) await client.put('k', 'v')
  }
  await Promise.all([line(), line(), line()])
  assert.ok(most() <= ALLOWED)
})

test('a get beside a put does not make the client forget what the put made', async () => {
  const { client, versions } = store()
  await client.put('k', 'v')
  await Promise.all([client.put('k', 'v'), client.get('k')])
  await client.put('k', 'v')
  assert.equal(versions.get('k')?.length, 1)
})

test('a put is tried again after the first one failed and left nothing', async () => {
  let tries = 0
  const client = careful<string, string>({
    put: async () => {
      if (++tries === 1) throw Object.assign(new Error('too late'), { code: 'TIMEOUT' })
      return 'context'
    },
    get: async () => {
      throw Object.assign(new Error('nothing'), { code: 'ABSENT' })
    }
  })
  await assert.rejects(client.put('k', 'v'), /too late/)
  await client.put('k', 'v')
  assert.equal(tries, 2)
})
