// A record by itself: new versions, what a reader sees of it, equal versions.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { amend, distinctSiblings, dotsOfEquals, liveSiblings, nextDot, type Sibling } from '../src/record.ts'
import { actor, dot, record, show, showDot, sibling } from './words.ts'

function shown(siblings: readonly Sibling[]): string {
  return siblings.map(({ dot }) => showDot(dot)).join(' ')
}

describe('amend', () => {
  const content = (text: string) => {
    const { dot: _, ...rest } = sibling(`a1=${text}`)
    return rest
  }

  it('gives each new version the next dot of its actor', () => {
    const edits = [
      { supersedes: [dot('b1')], content: content('y') },
      { supersedes: [], content: content('z') }
    ]
    assert.equal(show(amend(record('{a4 b1} b1=x'), actor('a'), edits)), '{a6 b1} a5=y a6=z')
  })

  it('without a content only takes away', () => {
    assert.equal(
      show(amend(record('{a1 b1} a1=x b1=y'), actor('a'), [{ supersedes: [dot('a1')] }])),
      '{a1 b1} b1=y'
    )
  })

  it('leaves alone what it does not name, and forgives names of what is gone', () => {
    const edits = [{ supersedes: [dot('c9')], content: content('y') }]
    assert.equal(show(amend(record('{b1} b1=x'), actor('a'), edits)), '{a1 b1} a1=y b1=x')
  })

  it('leaves the record that it began with as it was', () => {
    const before = record('{a1} a1=x')
    amend(before, actor('a'), [{ supersedes: [dot('a1')], content: content('y') }])
    assert.equal(show(before), '{a1} a1=x')
  })

  it('counts on from what the vector knows, also where nothing is left of it', () => {
    assert.equal(showDot(nextDot(record('{a7} '), actor('a'))), 'a8')
    assert.equal(showDot(nextDot(record('{} '), actor('a'))), 'a1')
  })
})

describe('what a reader sees', () => {
  it('neither tombstones nor what has expired; a version expires at its moment, not after it', () => {
    const object = record('{a4} a1=x a2=† a3=y@500 a4=z@501')
    assert.equal(shown(liveSiblings(object, 500)), 'a1 a4')
    assert.equal(shown(liveSiblings(object, 499)), 'a1 a3 a4')
  })

  const table: [string, string, string][] = [
    ['equal values as one: the last', '{a1 b1} a1=x b1=x', 'b1'],
    ['different values', '{a1 b1} a1=x b1=y', 'a1 b1'],
    ['an active object beside a passive one with its state', '{a1 b1} a1=x b1=x!get', 'a1 b1'],
    ['one code beside another', '{a1 b1} a1=x!get b1=x!put', 'a1 b1'],
    ['a version that expires beside one that does not', '{a1 b1} a1=x b1=x@500', 'a1 b1'],
    ['versions with different quorums', '{a1 b1} a1=x/3.2.2 b1=x/3.2.3', 'a1 b1'],
    ['several groups of equals', '{a2 b2} a1=x b1=y a2=x b2=y', 'a2 b2']
  ]
  for (const [what, object, expected] of table) {
    it(what, () => assert.equal(shown(distinctSiblings(record(object).siblings)), expected))
  }

  it('equals differ in when and by whom they were written, and in the life they began, in nothing else', () => {
    const [first, second] = [sibling('a1=x#1'), { ...sibling('b1=x#2'), writtenAt: 99 }]
    assert.deepEqual(dotsOfEquals([first, second], first).map(showDot), ['a1', 'b1'])
  })
})
