// (N, R, W) from what was wished for.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { DEFAULT_QUORUM, parseQuorum } from '../src/quorum.ts'

describe('parseQuorum', () => {
  const good: [object, string][] = [
    [{}, '3.2.2'],
    [{ n: 5 }, '5.2.2'],
    [{ n: 1 }, '1.1.1'],
    [{ n: 20, r: 20, w: 20 }, '20.20.20'],
    [{ r: 1 }, '3.1.2'],
    [{ w: 3 }, '3.2.3'],
    [{ n: undefined, r: undefined, w: 1 }, '3.2.1']
  ]
  for (const [wished, expected] of good) {
    it(`${JSON.stringify(wished)} is ${expected}`, () => {
      const { n, r, w } = parseQuorum(wished)
      assert.equal(`${n}.${r}.${w}`, expected)
    })
  }

  const bad: [object, RegExp][] = [
    [{ n: 0 }, /^N is 0; a whole number from 1 to 20/],
    [{ n: 21 }, /^N is 21/],
    [{ n: 2.5 }, /^N is 2\.5/],
    [{ n: '3' }, /^N is 3;/],
    [{ n: Number.NaN }, /^N is NaN/],
    [{ n: null, r: -1 }, /^R is -1/],
    [{ r: 4 }, /^R is 4; a whole number from 1 to 3/],
    [{ r: 0 }, /^R is 0/],
    [{ n: 2, w: 3 }, /^W is 3; a whole number from 1 to 2/]
  ]
  for (const [wished, message] of bad) {
    it(`${JSON.stringify(wished)} is refused`, () =>
      assert.throws(() => parseQuorum(wished), { code: 'QUORUM_INVALID', message }))
  }

  it('what is not wished for comes from another base, made to fit', () => {
    assert.deepEqual(parseQuorum({ n: 4 }, { n: 7, r: 5, w: 3 }), { n: 4, r: 4, w: 3 })
  })

  it('the default is Dynamo’s, and R + W > N', () => {
    assert.deepEqual(DEFAULT_QUORUM, { n: 3, r: 2, w: 2 })
  })
})
