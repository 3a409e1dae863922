import { type Attack, get, module } from '../attack.ts'

export const attack: Attack = {
  tries: 'Tries every form of import and export that would reach beyond the one file.',
  stoppedBy: ['CODE_INVALID', 'HANDLER_THREW'],
  cases: {
    'side effects': module`import 'node:fs'; export default {}`,
    default: module`import fs from 'node:fs'; export default { fs }`,
    namespace: module`import * as all from './other.aso.js'; export default {}`,
    'the sandbox': module`import sandbox from 'sandbox'; export default {}`,
    attributes: module`import a from './a.json' with { type: 'json' }; export default a`,
    bytes: module`import a from '/etc/passwd' with { type: 'text' }; export default { a }`,
    std: module`import * as std from 'qjs:std'; export default {}`,
    'export from': module`export * from 'node:os'; export default {}`,
    'export namespace': module`export * as default from 'node:os'`,
    'export named default': module`export { default } from 'node:os'`,
    'dynamic at load': module`await import('node:fs'); export default {}`,
    'of a URL': module`import 'data:text/javascript,export default 1'; export default {}`,
    'of an empty name': module`import ''; export default {}`,
    'of a long name': module`import '${'../'.repeat(20000)}'; export default {}`,
    'two defaults': module`export default {}; export default {}`,
    'default missing': module`export const a = 1`,
    'export of what is not': module`export { nothing as default }`,
    'import of what it exports': module`import { b as a } from 'x'; export { a as b }; export default a`,
    'source phase': module`import source x from 'x'; export default {}`,
    deferred: module`import defer * as x from 'x'; export default {}`,
    dynamic: get`return import('node:fs')`,
    'dynamic of itself': get`return import('object.aso.js').then((m) => { throw Object.keys(m).join() })`,
    'dynamic of the sandbox': get`return import('sandbox')`,
    'dynamic of what throws': get`return import({ toString () { throw new Error('x') } })`,
    'in eval': get`eval('import "a"')`,
    'export in eval': get`eval('export default 1')`,
    'import.meta in eval': get`eval('import.meta')`,
    'await in eval': get`eval('await 1')`,
    'new import': get`Function('new import("a")')`,
    'import in a script': get`Function('import("node:fs").then(() => {}, (e) => { throw e })')(); return import('a')`
  }
}
