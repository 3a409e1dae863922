import { type Attack, module } from '../attack.ts'

export const attack: Attack = {
  tries:
    'Imports the module from itself, the one import that can be satisfied: it finds nothing but its own exports.',
  stoppedBy: ['ok', 'CODE_INVALID', 'VALUE_INVALID', 'HANDLER_THREW'],
  cases: {
    default: module`import self from 'object.aso.js'; export default { n: 1, onGet () { return self.n } }`,
    relative: module`import self from './object.aso.js'; export default { onGet () { return self } }`,
    namespace: module`import * as all from 'object.aso.js'; export const a = 1; export default { onGet () { return Object.keys(all) } }`,
    'before it is ready': module`import self from 'object.aso.js'; export default { n: self?.n }`,
    'exported again': module`export * from 'object.aso.js'; export default {}`,
    'star of itself as default': module`export * as default from 'object.aso.js'`,
    'circular names': module`export { b as a } from 'object.aso.js'; export { a as b } from 'object.aso.js'; export default {}`,
    'a name cut by a nul': module`import 'object.aso.js\0x'; export default {}`,
    dynamic: module`export default { async onGet () { return Object.keys(await import('object.aso.js')) } }`,
    'many times': module`${Array.from({ length: 1500 }, (_, i) => `import * as m${i} from 'object.aso.js';`).join('')} export default {}`
  }
}
