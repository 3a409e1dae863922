// Fills the index of a database with keys, in a process of its own: the one that measures begins with a clean heap, as a node
// does. Usage: node anti-entropy-fill.ts FOLDER KEYS
import { indexKey, indexValue } from '../../packages/model/src/index-entry.ts'
import { openLmdbStorage } from '../../packages/storage/src/lmdb.ts'

const BATCH = 10_000

const [folder = '', keys = '0'] = process.argv.slice(2)
const storage = await openLmdbStorage({ folder })
for (let from = 0; from < Number(keys); from += BATCH) {
  const changes = Array.from({ length: Math.min(BATCH, Number(keys) - from) }, (_, at) => {
    const key = `user/${String(from + at).padStart(7, '0')}/profile`
    const held = [{ owner: 1 + (at % 100), bytes: 400 }]
    const value = indexValue({ n: 3, digest: { high: from, low: at }, epoch: 0, spentAt: 0, held })
    return { space: 'index' as const, key: indexKey(3, key), value }
  })
  await storage.write(changes)
}
await storage.close()
