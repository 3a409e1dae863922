// How many requests are let in: against servers of different speed, as a table, and by the properties of its bounds.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { ADMISSION_DEFAULTS, Admission, type AdmissionOptions } from '../src/admission.ts'

const OPTIONS: AdmissionOptions = { requestsAtMost: 400, requestsAtLeast: 8, requestPatienceMs: 500 }

interface Run {
  readonly admitted: number
  readonly refused: number
  /** Longest wait of a request that was let in during the second half, in milliseconds. */
  readonly slowest: number
  readonly allowed: number
}

/** Requests arrive evenly, `perSecond` of them, at a server that does one after the other and needs `each` ms for it. */
function serve(each: number, perSecond: number, seconds: number, options = OPTIONS): Run {
  const admission = new Admission(options, 1)
  const line: { readonly name: number; readonly since: number }[] = []
  let [admitted, refused, slowest, free] = [0, 0, 0, 0]
  for (let at = 0; at < perSecond * seconds; at++) {
    const now = (at * 1_000) / perSecond
    for (let first = line[0]; first !== undefined && free <= now; first = line[0]) {
      const begun = Math.max(free, first.since)
      if (begun + each > now) break
      free = begun + each
      line.shift()
      admission.ended(first.name, free, false)
      if (now > 500 * seconds) slowest = Math.max(slowest, free - first.since)
    }
    if (admission.begin(at, 'client', now) === undefined) {
      admitted++
      line.push({ name: at, since: now })
    } else refused++
  }
  return { admitted, refused, slowest, allowed: admission.allowed }
}

describe('admission', () => {
  const table: [string, number, number, (run: Run) => void][] = [
    ['refuses nobody while there is capacity', 1, 800, ({ refused }) => assert.equal(refused, 0)],
    [
      'lets the wait settle about the patience where a fast server is flooded',
      1,
      4_000,
      ({ slowest }) => {
        assert.ok(slowest < 2 * OPTIONS.requestPatienceMs, `${slowest} ms`)
      }
    ],
    [
      'lets the wait settle about the patience where a slow server is flooded',
      20,
      500,
      ({ slowest, allowed }) => {
        assert.ok(slowest < 2 * OPTIONS.requestPatienceMs, `${slowest} ms`)
        assert.ok(allowed < 50, `${allowed} allowed`)
      }
    ],
    [
      'keeps a flooded server at work',
      2,
      2_000,
      ({ admitted }) => {
        assert.ok(admitted >= 0.9 * 500 * 60, `${admitted} of 30,000 that it can do`)
      }
    ],
    [
      'never allows fewer than the least',
      400,
      100,
      ({ allowed }) => assert.equal(allowed, OPTIONS.requestsAtLeast)
    ]
  ]
  for (const [what, each, perSecond, check] of table) it(what, () => check(serve(each, perSecond, 60)))

  it('does not take distance for a crowd: where everything takes long, all are let in', () => {
    const admission = new Admission(OPTIONS, 1)
    const open: { readonly name: number; readonly endsAt: number }[] = []
    for (let at = 0; at < 2_000; at++) {
      const now = 10 * at
      while (open[0] !== undefined && open[0].endsAt <= now)
        admission.ended(open.shift()?.name as number, now, false)
      assert.equal(admission.begin(at, 'client', now), undefined, `request ${at}`)
      open.push({ name: at, endsAt: now + 900 })
    }
  })

  it('says BUSY with how many there are, and lets in again who comes when one has ended', () => {
    const admission = new Admission({ ...OPTIONS, requestsAtMost: 8 }, 1)
    for (let name = 0; name < 8; name++) assert.equal(admission.begin(name, 'a', 0), undefined)
    assert.deepEqual(admission.begin(8, 'a', 0)?.details, { used: 8, allowed: 8 })
    admission.ended(8, 1, false)
    assert.equal(admission.begin(8, 'a', 1)?.code, 'BUSY', 'the end of one that was refused is nothing')
    admission.ended(3, 1, false)
    assert.equal(admission.begin(8, 'a', 1), undefined)
  })

  it('keeps room beside one that takes all it can get', () => {
    const admission = new Admission({ ...OPTIONS, requestsAtMost: 8 }, 0.75)
    const greedy = [0, 1, 2, 3, 4, 5, 6].map((name) => admission.begin(name, 'greedy', 0)?.code)
    assert.deepEqual(greedy, [...Array(6).fill(undefined), 'BUSY'])
    assert.equal(admission.begin(7, 'modest', 0), undefined)
  })

  it('does not take what others refuse for speed', () => {
    const admission = new Admission(OPTIONS, 1)
    const before = admission.allowed
    for (let name = 0; name < 10_000; name++) {
      for (let other = 0; other < 90; other++) admission.begin(name * 100 + other, 'a', name)
      for (let other = 0; other < 90; other++) admission.ended(name * 100 + other, name, true)
    }
    assert.equal(admission.allowed, before)
  })

  it('has defaults that relate', () => {
    assert.ok(ADMISSION_DEFAULTS.requestsAtLeast <= ADMISSION_DEFAULTS.requestsAtMost / 4)
  })
})
