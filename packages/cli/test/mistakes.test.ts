// The mistakes that first objects are made with: each is named, with its place where there is one, and with what to do instead.
import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import test from 'node:test'
import { captured, temporaryFolder } from './captured.ts'

const get = (body: string): string => `export default {\n  async onGet () { ${body} }\n}`

const MISTAKES: Readonly<Record<string, readonly [source: string, says: RegExp]>> = {
  'no default export': [
    'export const counter = { n: 1 }',
    /no default export; write: export default \{ … \} /
  ],
  'a class': [
    'export default class Counter { onGet () {} }',
    /plain object; write export default \{ … \}, with data/
  ],
  'a function': ['export default () => ({ n: 1 })', /plain object; write export default \{ … \}, with data/],
  CommonJS: [
    'module.exports = { n: 1 }',
    /:1:1: .*'module' is not defined.*; an object is a module of its own/
  ],
  'an arrow function': [
    'export default { n: 1, onGet: () => this.n }',
    /:1:41: .*'n' of undefined; .*arrow function/
  ],
  'a property without this': [get('return count'), /:2:\d+: .*'count' is not defined; .* as this\.NAME/],
  'a Map': [get('this.seen = new Map()'), /the state\.seen is an instance of Map; .*; Object\.fromEntries/],
  'a Map at the beginning': ['export default { seen: new Map() }', /the state\.seen is an instance of Map; /],
  'a Set': [get('return new Set()'), /the reply is an instance of Set; .*; \[\.\.\.set\] /],
  'a Date': [get('this.at = new Date()'), /the state\.at is an instance of Date; .*; date\.getTime\(\)/],
  'a function in an array': [
    get('this.all = [() => 1]'),
    /the state\.all\[0\] is a function; .* beside the data/
  ],
  'not a number': [get('this.n = 0 / 0'), /the state\.n is NaN, .*; null stands for/],
  'an import': [
    `import _ from 'lodash'\nexport default {}`,
    /modules cannot import; put everything into one file/
  ],
  'an import in a handler': [
    get(`return import('lodash')`),
    /nothing can be imported; put everything into one file/
  ],
  require: [get(`return require('fs')`), /:2:\d+: .*; nothing can be imported; put everything into one file/],
  fetch: [
    get(`return fetch('http://example.org')`),
    /:2:\d+: .*'fetch' is not defined; .* comet\.get and comet\.put/
  ],
  setTimeout: [
    get('setTimeout(() => {}, 10)'),
    /'setTimeout' is not defined; comet\.setTimer\('name', \{ after/
  ],
  'console.log': [
    get(`console.log('here')`),
    /'console' is not defined; comet\.log\(…\) logs, and `halley logs KEY`/
  ],
  Node: [get('return process.env'), /'process' is not defined; .*no Node and no browser/],
  Buffer: [get(`return Buffer.from('x')`), /'Buffer' is not defined; bytes are Uint8Array/],
  storage: [get(`localStorage.setItem('a', 1)`), /; what an object keeps is `this`, .* is `local`/],
  'a promise of its own': [get('return new Promise(() => {})'), /; only comet’s own promises/],
  'the clock while loading': ['export default { at: Date.now() }', /; onPut and onUpdate may read it/]
}

for (const [mistake, [source, says]] of Object.entries(MISTAKES))
  test(`${mistake}: what to do instead`, async (t) => {
    const file = join(await temporaryFolder(t), 'first.aso.js')
    await writeFile(file, source)
    const { code, err } = await captured('try', file)
    assert.equal(code, 1)
    assert.match(err, says)
    assert.match(err, /^halley: first\.aso\.js|^halley: .*\/first\.aso\.js/)
    assert.equal(err.split('\n').length, 1)
  })

test('a handler that is misspelt is named beside the outcome, and a function that is none is not', async (t) => {
  const file = join(await temporaryFolder(t), 'first.aso.js')
  await writeFile(
    file,
    'export default { onget () {}, onRead () {}, once () {}, onlyOne () {}, onPut () {} }'
  )
  const { code, out } = await captured('try', file)
  assert.equal(code, 0)
  assert.match(out, /it has no onGet, so this is what happens without one/)
  const notes = out.split('\n').filter((line) => line.includes('is no handler'))
  assert.equal(notes.length, 2)
  assert.match(notes[0]!, /onget is no handler and never runs by itself: it is called onGet$/)
  assert.match(notes[1]!, /onRead is no handler and never runs by itself: there are onPut, .*selectReplicas$/)
})

test('machines are told the advice by itself', async (t) => {
  const file = join(await temporaryFolder(t), 'first.aso.js')
  await writeFile(file, get(`console.log('here')`))
  const { error } = JSON.parse((await captured('try', file, '--json')).err)
  assert.deepEqual([error.code, error.line], ['HANDLER_THREW', 2])
  assert.match(error.message, /'console' is not defined$/)
  assert.match(error.advice, /^comet\.log/)
})
