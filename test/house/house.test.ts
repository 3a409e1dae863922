// Keeps the house: the rules of its construction, checked against every source. What each rule means, and
// that it bites, is in rules.test.ts.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { checkBarrels } from './barrels.ts'
import { assertNone } from './complaint.ts'
import { checkCycles } from './cycles.ts'
import { checkDead } from './dead.ts'
import { checkDeclared, checkReasons, LIST } from './dependencies.ts'
import { checkPaths } from './documents.ts'
import { checkFloors } from './floors.ts'
import { checkPurity } from './purity.ts'
import { checkSizes, longFiles } from './sizes.ts'
import { documents, exists, read, readAllManifests, readAllSources } from './tree.ts'

describe('the house', () => {
  const sources = readAllSources()
  const manifests = readAllManifests()

  it('has sources to keep', () => {
    assert.ok(sources.length > 20)
    assert.ok(manifests.length > 10)
  })
  it('imports only go down', () => assertNone(checkFloors(sources)))
  it('has no cycles, types included', () => assertNone(checkCycles(sources)))
  it('keeps its pure tower pure', () => assertNone(checkPurity(sources)))
  it('has barrels for outsiders only', () => assertNone(checkBarrels(sources)))
  it('has no file that holds too much', (test) => {
    for (const long of longFiles(sources)) test.diagnostic(long)
    assertNone(checkSizes(sources))
  })
  it('has no exports that nobody imports', () => assertNone(checkDead(sources)))
  it('names only paths that exist', () => {
    assertNone(documents().flatMap((path) => checkPaths(path, read(path), exists)))
  })
  it('has a reason for every dependency', () => assertNone(checkReasons(manifests, read(LIST))))
  it('declares what it imports and imports what it declares', () =>
    assertNone(checkDeclared(manifests, sources)))
})
