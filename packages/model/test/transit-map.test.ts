// The map for what comes and goes, against a Map.
import assert from 'node:assert/strict'
import { it } from 'node:test'
import fc from 'fast-check'
import { TransitMap } from '../src/transit-map.ts'

const uses = fc.array(
  fc.record({ does: fc.constantFrom('set', 'set', 'delete', 'delete', 'clear'), key: fc.nat(9) }),
  { maxLength: 100 }
)

it('does what a Map does', () => {
  fc.assert(
    fc.property(uses, (list) => {
      const map = new TransitMap<number, string>()
      const model = new Map<number, string>()
      for (const [turn, { does, key }] of list.entries()) {
        if (does === 'set') {
          map.set(key, `${turn}`)
          model.set(key, `${turn}`)
        } else if (does === 'delete') assert.equal(map.delete(key), model.delete(key))
        else if (turn % 10 === 0) {
          map.clear()
          model.clear()
        }
        assert.equal(map.size, model.size)
        assert.equal(map.has(key), model.has(key))
        assert.equal(map.get(key), model.get(key))
        assert.deepEqual([...map.keys()], [...model.keys()])
        assert.deepEqual([...map.values()], [...model.values()])
      }
    }),
    { seed: 71, numRuns: 300 }
  )
})

it('may be emptied while its values are looked at', () => {
  const map = new TransitMap<string, number>().set('a', 1).set('b', 2).set('c', 3)
  const seen: number[] = []
  for (const value of map.values()) {
    seen.push(value)
    map.delete('b')
  }
  assert.deepEqual(seen, [1, 3])
})
