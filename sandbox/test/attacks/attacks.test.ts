// Every attack of the catalogue fails. How each is judged: examine.ts.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { readAttacks } from './catalogue.ts'
import { ExaminerThread } from './thread.ts'

const attacks = await readAttacks()
const thread = new ExaminerThread()
after(() => thread.close())

test('there are at least a hundred attacks, each with cases of its own', () => {
  assert.ok(attacks.length >= 100, `${attacks.length} attacks`)
  const sources = attacks.flatMap(({ attack }) =>
    Object.values(attack.cases).filter((source) => typeof source === 'string')
  )
  assert.equal(new Set(sources).size, sources.length)
})

for (const [index, { group, name, attack }] of attacks.entries()) {
  test(`${group}/${name}: ${attack.tries}`, async () => {
    const findings = await thread.attack(index)
    assert.equal(findings.length, Object.keys(attack.cases).length)
    assert.deepEqual(
      findings.flatMap(({ name: variant, problems }) => problems.map((problem) => `${variant}: ${problem}`)),
      []
    )
  })
}
