// Metering changes nothing but the meters: ordinary programs answer what the interpreter answers as it was shipped.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { getQuickJS, type QuickJSContext } from 'quickjs-emscripten'
import { createSandbox, type Sandbox } from '../src/index.ts'
import { PROGRAMS } from './programs.ts'
import { reply } from './support.ts'

let sandbox: Sandbox
let unmetered: QuickJSContext

before(async () => {
  process.env.TZ = 'UTC'
  sandbox = await createSandbox({ workers: 1, limits: { instructions: 1_000_000, memoryBytes: 1_000_000 } })
  unmetered = (await getQuickJS()).newContext()
})

after(async () => {
  unmetered.dispose()
  await sandbox.close()
})

// Both answer with the JSON that the interpreter itself makes of the result.
const AS_JSON = '((x) => JSON.stringify(x, (k, v) => v instanceof Uint8Array ? [...v] : v))'

function expected(body: string): unknown {
  const result = unmetered.evalCode(
    `var settled; Promise.resolve((function () { ${body} })()).then((x) => { settled = ${AS_JSON}(x) })`
  )
  unmetered.unwrapResult(result).dispose()
  unmetered.runtime.executePendingJobs()
  return unmetered.getProp(unmetered.global, 'settled').consume((handle) => unmetered.dump(handle))
}

for (const [name, body] of Object.entries(PROGRAMS)) {
  test(name, async () => {
    const answer = await reply(
      sandbox,
      `return Promise.resolve((function () { ${body} })()).then(${AS_JSON})`
    )
    assert.equal(answer, expected(body))
    assert.equal(typeof answer, 'string')
  })
}
