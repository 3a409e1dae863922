// The machine of one quorum read: whom it asks, when it is enough, who is repaired.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { record, show } from '../../model/test/words.ts'
import { QuorumRead } from '../src/quorum-read.ts'

const EMPTY = '{}'

interface Setting {
  readonly list?: string
  readonly quorum?: string
  readonly down?: string
  readonly everyone?: boolean
  readonly maybeNew?: boolean
  /** The homes in the order in which a narrow read asks them. */
  readonly narrow?: string
}

/** A read of `list` (one letter a node); its steps are told as `B says {b1} b1=x`, `B is silent` and `time passes`. */
function reading({
  list = 'ABCDE',
  quorum = '3.2.2',
  down = '',
  everyone = false,
  maybeNew = false,
  narrow
}: Setting = {}): {
  machine: QuorumRead
  asks: string
  hear: (...said: string[]) => string[]
} {
  const [n = 0, r = 0, w = 0] = quorum.split('.').map(Number)
  const isDown = (node: string): boolean => down.includes(node)
  const order = narrow === undefined ? {} : { narrow: () => [...narrow] }
  const machine = new QuorumRead({
    list: [...list],
    quorum: { n, r, w },
    isDown,
    everyone,
    maybeNew,
    ...order
  })
  const asks = machine.start().join('')
  const hear = (...said: string[]): string[] =>
    said.map((line) => {
      const [node = '', ...rest] = line.split(' ')
      const more =
        rest[0] === 'says'
          ? machine.answered(node, record(rest.slice(1).join(' ')))
          : rest[0] === 'is'
            ? machine.unanswered(node)
            : machine.late()
      return more.length === 0 ? machine.phase : `${machine.phase}, asks ${more.join('')}`
    })
  return { machine, asks, hear }
}

describe('quorum read: whom it asks first', () => {
  const table: [string, Setting, string][] = [
    ['the N homes', {}, 'ABC'],
    ['a fallback for each home that is down', { down: 'AC' }, 'DBE'],
    ['no fallback that is down itself', { down: 'AD' }, 'EBC'],
    ['fewer than N where there are no more', { list: 'AB' }, 'AB'],
    ['nobody where all are down', { down: 'ABCDE' }, ''],
    ['one with N = 1', { quorum: '1.1.1' }, 'A']
  ]
  for (const [what, setting, expected] of table) {
    it(what, () => assert.equal(reading(setting).asks, expected))
  }
})

describe('quorum read: when it is enough', () => {
  it('settles at R answers and is settled when all who were asked have answered', () => {
    const { hear } = reading()
    assert.deepEqual(hear('B says {a1} a1=x', 'A says {}', 'C says {}'), ['reading', 'settling', 'settled'])
  })

  it('asks a fallback for a home that is silent', () => {
    const { hear } = reading()
    assert.deepEqual(hear('A says {a1} a1=x', 'B is silent', 'C is silent', 'E says {}', 'D says {}'), [
      'reading',
      'reading, asks D',
      'reading, asks E',
      'settling',
      'settled'
    ])
  })

  it('asks nobody else once R have answered', () => {
    const { hear } = reading()
    assert.deepEqual(hear('A says {a1} a1=x', 'B says {}', 'C is silent'), ['reading', 'settling', 'settled'])
  })

  it('fails only when nobody is left to ask, with the counts', () => {
    const { machine, hear } = reading({ list: 'ABCD' })
    assert.deepEqual(hear('A says {}', 'B is silent', 'C is silent', 'D is silent'), [
      'reading',
      'reading, asks D',
      'reading',
      'failed'
    ])
    assert.deepEqual(machine.count, { need: 2, got: 1 })
  })

  it('fails at once where everybody is down', () => {
    assert.equal(reading({ down: 'ABCDE' }).machine.phase, 'failed')
  })

  it('asks nobody else after the last call', () => {
    const { machine, hear } = reading()
    machine.lastCall()
    assert.deepEqual(hear('A is silent', 'B is silent', 'C says {}'), ['reading', 'reading', 'failed'])
  })

  it('for an inspection waits for everybody, also beyond R', () => {
    const { hear } = reading({ everyone: true })
    assert.deepEqual(hear('A says {a1} a1=x', 'B says {}', 'C is silent', 'D says {}'), [
      'reading',
      'reading',
      'reading, asks D',
      'settled'
    ])
  })

  it('for an inspection reports who was asked and did not answer', () => {
    const { machine, hear } = reading({ everyone: true, list: 'ABC' })
    hear('A says {a1} a1=x', 'B says {}', 'C is silent')
    const answers = [...machine.answers].map(
      ([node, answer]) => `${node}: ${answer ? show(answer) : 'nothing'}`
    )
    assert.deepEqual(answers, ['A: {a1} a1=x', 'B: {}', 'C: nothing'])
    assert.equal(machine.phase, 'settled')
  })
})

describe('quorum read: nothing is there', () => {
  it('finds what nodes hold that newcomers have pushed out of the homes', () => {
    const { machine, hear } = reading({ list: 'ABCDEFGH' })
    assert.deepEqual(hear('A says {}', 'B says {}', 'D says {}', 'E says {a1} a1=x'), [
      'reading',
      'reading, asks DEF',
      'reading',
      'settling'
    ])
    assert.equal(show(machine.record), '{a1} a1=x')
    assert.deepEqual(machine.stale, ['A', 'B', 'D'])
  })

  it('is said only when all of as many nodes again have answered, or will not', () => {
    const { hear } = reading({ list: 'ABCDEFGH' })
    assert.deepEqual(
      hear('A says {}', 'B says {}', 'C says {}', 'D says {}', 'E is silent', 'F says {}', 'G says {}'),
      ['reading', 'reading, asks DEF', 'reading', 'reading', 'reading, asks G', 'reading', 'settled']
    )
  })

  it('is not said where too few homes have answered: fallbacks may never have heard of the object', () => {
    const { machine, hear } = reading({ down: 'AB' })
    assert.deepEqual(hear('C says {}', 'D says {}', 'E says {}'), ['reading', 'reading', 'failed'])
    assert.equal(machine.isUnsure, true)
    assert.deepEqual(machine.count, { need: 2, got: 1 })
  })

  it('is taken from fallbacks for a put, which is written beside whatever there is', () => {
    const { hear } = reading({ down: 'AB', maybeNew: true })
    assert.deepEqual(hear('C says {}', 'D says {}', 'E says {}'), ['reading', 'reading', 'settled'])
  })

  it('what a fallback does hold is an answer, whoever else is silent', () => {
    const { hear } = reading({ down: 'AB' })
    assert.deepEqual(hear('D says {a1} a1=x', 'E says {}'), ['reading', 'settling'])
  })

  it('is said by the homes alone where there are no others', () => {
    const { hear } = reading({ list: 'ABC' })
    assert.deepEqual(hear('A says {}', 'B says {}', 'C says {}'), ['reading', 'reading', 'settled'])
  })
})

describe('quorum read: the object has an (N, R) of its own', () => {
  it('asks further homes once a record says so', () => {
    const { machine, hear } = reading()
    assert.deepEqual(hear('A says {a1} a1=x/5.3.3', 'B says {}', 'D says {}', 'C says {}', 'E says {}'), [
      'reading, asks DE',
      'reading',
      'settling',
      'settling',
      'settled'
    ])
    assert.deepEqual(machine.quorum, { n: 5, r: 3, w: 3 })
  })

  it('is content with less where the record says so', () => {
    const { hear } = reading()
    assert.deepEqual(hear('A says {a1} a1=x/3.1.3'), ['settling'])
  })

  it('what a stale replica says does not narrow what a fresh one said', () => {
    const { machine, hear } = reading({ quorum: '3.2.2' })
    hear('A says {a2} a2=new/3.3.3', 'B says {a1} a1=old/3.2.2')
    assert.deepEqual(machine.quorum, { n: 3, r: 3, w: 3 })
    assert.equal(machine.phase, 'reading', 'R = 3 holds for this object, and two have answered')
  })

  it('a node that was asked as a fallback is not asked again as a home, and another stands in', () => {
    const { asks, hear } = reading({ list: 'ABCDEF', down: 'C' })
    assert.equal(asks, 'ABD')
    assert.deepEqual(hear('D says {a1} a1=x/5.3.3'), ['reading, asks FE'])
  })

  it('as many answer as the wider N needs where one of its homes is down', () => {
    const { asks, hear } = reading({ down: 'A' })
    assert.equal(asks, 'DBC')
    assert.deepEqual(hear('B says {a1} a1=x/4.4.4', 'C says {}', 'D says {}', 'E says {}'), [
      'reading, asks E',
      'reading',
      'reading',
      'settled'
    ])
  })

  it('a home that is silent after the plan has grown is replaced by a fallback beyond the new N', () => {
    const { hear } = reading({ list: 'ABCDEFG' })
    assert.deepEqual(hear('A says {a1} a1=x/5.4.3', 'B is silent'), ['reading, asks DE', 'reading, asks F'])
  })
})

describe('quorum read: what it knows', () => {
  it('merges the answers', () => {
    const { machine, hear } = reading()
    hear('A says {a1} a1=x', 'B says {b1} b1=y')
    assert.equal(show(machine.record), '{a1 b1} a1=x b1=y')
  })

  it('names those that lack something for repair, silent ones not among them', () => {
    const { machine, hear } = reading({ list: 'ABC' })
    hear('A says {a2} a2=x', 'B says {a1} a1=w', 'C is silent')
    assert.deepEqual(machine.stale, ['B'])
  })

  it('two that know different things are both behind', () => {
    const { machine, hear } = reading()
    hear('A says {a1} a1=x', 'B says {b1} b1=y', 'C says {a1 b1} a1=x b1=y')
    assert.deepEqual(machine.stale, ['A', 'B'])
  })

  it('nobody is behind where nobody has anything', () => {
    const { machine, hear } = reading()
    hear(`A says ${EMPTY}`, `B says ${EMPTY}`, `C says ${EMPTY}`)
    assert.deepEqual(machine.stale, [])
  })

  it('a late answer of one who was behind is repaired too', () => {
    const { machine, hear } = reading()
    assert.deepEqual(hear('A says {a1} a1=x', 'B says {a1} a1=x', 'C says {}').at(-1), 'settled')
    assert.deepEqual(machine.stale, ['C'])
  })
})

describe('quorum read: narrow', () => {
  it('asks R of the homes, in the order given, and is settled when they agree', () => {
    const { asks, hear } = reading({ narrow: 'CAB' })
    assert.equal(asks, 'CA')
    assert.deepEqual(hear('A says {a1} a1=x', 'C says {a1} a1=x'), ['reading', 'settled'])
  })

  it('passes over homes that are down, and asks fallbacks where too few are left', () => {
    assert.equal(reading({ narrow: 'CAB', down: 'C' }).asks, 'AB')
    assert.equal(reading({ narrow: 'CAB', down: 'CA' }).asks, 'BD')
  })

  it('asks a spare home when one is silent or late, and a fallback after that', () => {
    const { hear } = reading({ narrow: 'CAB' })
    assert.deepEqual(hear('A is silent', 'B is silent', 'C says {a1} a1=x', 'D says {a1} a1=x'), [
      'reading, asks B',
      'reading, asks D',
      'reading',
      'settled'
    ])
    assert.deepEqual(reading({ narrow: 'CAB' }).hear('time passes', 'B says {}', 'A says {a1} a1=x'), [
      'reading, asks B',
      'reading',
      'settling'
    ])
  })

  it('asks nobody else after the last call', () => {
    const { machine, hear } = reading({ narrow: 'CAB' })
    machine.lastCall()
    assert.deepEqual(hear('A is silent', 'C is silent'), ['reading', 'failed'])
  })

  it('hears all homes, and repairs them, once their answers differ', () => {
    const { machine, hear } = reading({ narrow: 'CAB' })
    assert.deepEqual(hear('A says {a1} a1=x', 'C says {}', 'B says {}'), [
      'reading',
      'settling, asks B',
      'settled'
    ])
    assert.deepEqual(machine.stale, ['C', 'B'])
  })

  it('that finds nothing asks the other homes and as many fallbacks', () => {
    const { hear } = reading({ narrow: 'CAB', list: 'ABCDEF' })
    assert.deepEqual(hear('A says {}', 'C says {}', 'B says {}', 'D says {}', 'E says {}', 'F says {}'), [
      'reading',
      'reading, asks BDEF',
      'reading',
      'reading',
      'reading',
      'settled'
    ])
  })

  it('asks as many as the object wishes, once that is known', () => {
    const { hear } = reading({ narrow: 'CAB' })
    assert.deepEqual(hear('A says {a1} a1=x/3.3.1', 'C says {a1} a1=x/3.3.1', 'B says {a1} a1=x/3.3.1'), [
      'reading, asks B',
      'reading',
      'settled'
    ])
  })
})
