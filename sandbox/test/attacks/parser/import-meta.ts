import { type Attack, module } from '../attack.ts'

export const attack: Attack = {
  tries: 'Looks for a path, a loader or the global object in what belongs to the module.',
  stoppedBy: ['ok', 'CODE_INVALID', 'HANDLER_THREW'],
  cases: {
    keys: module`export default { a: Object.keys(import.meta), b: String(Object.getPrototypeOf(import.meta)) }`,
    assigned: module`import.meta.url = 'x'; export default { a: import.meta.url, onGet () { return import.meta.url } }`,
    resolve: module`import.meta.resolve('x'); export default {}`,
    main: module`export default { a: String(import.meta.main), b: String(import.meta.dirname) }`,
    'this of a module': module`export default { a: typeof this }`,
    'arguments of a module': module`export default { a: typeof arguments }`,
    'new.target of a module': module`export default { a: new.target }`
  }
}
