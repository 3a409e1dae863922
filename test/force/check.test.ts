// Do the checkers bite? Histories that must be rejected, each beside one that is like it and right.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { check } from './check.ts'
import type { Call, History, Shown } from './history.ts'

/** Calls one after the other, each 10 ms long; the last look through two nodes. */
class Written {
  readonly #calls: Call[] = []
  readonly #lastLook: Call[] = []
  readonly #key: string

  constructor(key: string) {
    this.#key = key
  }

  put(tags: string[], more: Partial<Call> = {}): Call {
    return this.#add({ op: 'put', tags, answer: { ok: true, versions: [`v-${tags.at(-1)}`] }, ...more })
  }

  get(shown: string[][], more: Partial<Call> = {}): Call {
    return this.#add({ op: 'get', answer: { ok: true, shown: shown.map(version) }, ...more })
  }

  delete(basis: Call): Call {
    return this.#add({ op: 'delete', basis: basis.id, answer: { ok: true, versions: [] } })
  }

  /** What the last look through n1 and n2 shows, and what is found wrong. */
  ends(atFirst: string[][], atSecond = atFirst, more: Partial<History> = {}): string[] {
    for (const [node, shown] of [['n1', atFirst] as const, ['n2', atSecond] as const])
      this.#lastLook.push({ ...this.get(shown), node })
    const calls = this.#calls.slice(0, -2)
    const history = { calls, lastLook: this.#lastLook, calm: [], damaged: false, ...more }
    return check(history).map(({ check, message }) => `${check}: ${message}`)
  }

  #add(call: Pick<Call, 'op'> & Partial<Call>): Call {
    const id = this.#calls.length
    const added = {
      id,
      client: 'c',
      node: 'n1',
      key: this.#key,
      startedAt: id * 20,
      endedAt: id * 20 + 10,
      ...call
    }
    this.#calls.push(added)
    return added
  }
}

function version(tags: string[]): Shown {
  return { version: `v-${tags.at(-1)}`, tags }
}

const UNANSWERED = { answer: undefined as unknown as NonNullable<Call['answer']> }

test('a set that lost an acknowledged tag', () => {
  const good = new Written('set-1')
  good.put(['a'])
  const read = good.get([['a']])
  good.put(['a', 'b'], { basis: read.id })
  assert.deepEqual(good.ends([['a', 'b']]), [])

  const bad = new Written('set-1')
  bad.put(['a'])
  bad.put(['b'])
  assert.deepEqual(bad.ends([['b']]), ['kept: a, acknowledged by call 0 (n1), is lost'])
})

test('a register that lost a write which nobody superseded', () => {
  const good = new Written('register-1')
  good.put(['a'])
  const read = good.get([['a']])
  good.put(['b'], { basis: read.id })
  assert.deepEqual(good.ends([['b']]), [])

  const blind = new Written('register-1')
  blind.put(['a'])
  blind.put(['b'])
  assert.deepEqual(blind.ends([['b']]), ['kept: a, acknowledged by call 0 (n1), is lost'])
})

test('a write that went with the one that had superseded it', () => {
  const bad = new Written('register-1')
  bad.put(['a'])
  const read = bad.get([['a']])
  bad.put(['b'], { basis: read.id, ...UNANSWERED })
  assert.deepEqual(bad.ends([]), ['kept: a, acknowledged by call 0 (n1), is lost'])
})

test('an unanswered write may be there or not, unless somebody was shown it', () => {
  for (const end of [[['a']], []]) {
    const good = new Written('register-1')
    good.put(['a'], UNANSWERED)
    assert.deepEqual(good.ends(end), [])
  }
  const shown = (damaged: boolean): string[] => {
    const written = new Written('register-1')
    written.put(['a'], UNANSWERED)
    written.get([['a']])
    return written.ends([], [], { damaged })
  }
  assert.deepEqual(shown(false), ['kept: a, shown by call 1, is lost'])
  assert.deepEqual(shown(true), [])
})

test('a delete that is undone', () => {
  const ended = (end: string[][]): string[] => {
    const written = new Written('deleted-1')
    written.put(['a'])
    written.delete(written.get([['a']]))
    return written.ends(end)
  }
  assert.deepEqual(ended([]), [])
  assert.deepEqual(ended([['a']]), ['buried: call 4 is shown v-a, which call 2 had deleted'])
})

test('a version that comes back beside the write that replaced it', () => {
  const bad = new Written('register-1')
  bad.put(['a'])
  const read = bad.get([['a']])
  bad.put(['b'], { basis: read.id })
  bad.get([['a'], ['b']])
  assert.deepEqual(bad.ends([['b']]), [
    "causal: call 3 is shown v-a beside call 2's write, whose context covered it"
  ])
})

test('a read that goes backwards while nothing is wrong', () => {
  const read = (calm: History['calm']): string[] => {
    const written = new Written('set-1')
    written.put(['a'])
    written.put(['b'])
    written.get([['a']])
    return written.ends([['a'], ['b']], undefined, { calm })
  }
  assert.deepEqual(read([[0, 1_000]]), ['fresh: call 2 is not shown b, acknowledged before by call 1'])
  assert.deepEqual(read([]), [])
})

test('a value that nobody wrote, and one that is read before it is written', () => {
  const bad = new Written('set-1')
  bad.get([['a']])
  bad.put(['a'])
  bad.get([['a'], ['x']])
  assert.deepEqual(bad.ends([['a']]), [
    'genuine: call 0 is shown a, which nobody had written',
    'genuine: call 2 is shown x, which nobody had written'
  ])
})

test('nodes that differ in the end, or do not answer', () => {
  const differ = new Written('set-1')
  differ.put(['a'])
  assert.deepEqual(differ.ends([['a']], []), ['agreed: the nodes differ: n1: v-a; n2: no object'])
})
