// The bounded map against a list in the order of use.
import assert from 'node:assert/strict'
import { it } from 'node:test'
import fc from 'fast-check'
import { LruMap } from '../src/bounded.ts'

const uses = fc.array(
  fc.record({
    does: fc.constantFrom('set' as const, 'set' as const, 'get' as const, 'delete' as const),
    key: fc.nat(9)
  }),
  { maxLength: 100 }
)

it('keeps what was used last, never more than its bound', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 6 }), uses, (most, list) => {
      const map = new LruMap<number, string>(most)
      // The one unused for longest comes first.
      let model: [number, string][] = []
      for (const [turn, { does, key }] of list.entries()) {
        const known = model.find(([name]) => name === key)
        if (does === 'get') assert.equal(map.get(key), known?.[1])
        if (does === 'set') map.set(key, `${turn}`)
        if (does === 'delete') map.delete(key)
        const used: [number, string][] =
          does === 'set' ? [[key, `${turn}`]] : does === 'get' && known ? [known] : []
        model = [...model.filter(([name]) => name !== key), ...used].slice(-most)
        assert.deepEqual(
          [...map.values()],
          model.map(([, value]) => value)
        )
        assert.equal(map.size, model.length)
      }
    }),
    { seed: 72, numRuns: 300 }
  )
})

it('gives out the entry unused for longest, and nothing when it is empty', () => {
  const map = new LruMap<number, string>(100)
  for (let key = 0; key < 5; key++) map.set(key, `${key}`)
  map.delete(0)
  for (let round = 0; round < 20; round++) map.get(1)
  const out = Array.from({ length: 5 }, () => map.shift()?.[0])
  assert.deepEqual(out, [2, 3, 4, 1, undefined])
  map.set(7, 'again')
  assert.deepEqual(map.shift(), [7, 'again'])
  assert.equal(map.size, 0)
})

it('an entry that is set anew counts once', () => {
  const map = new LruMap<string, number>(2)
  map.set('a', 1)
  map.set('b', 2)
  map.set('a', 3)
  map.set('c', 4)
  assert.deepEqual([...map.values()], [3, 4])
})
