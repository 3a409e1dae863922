import { type Attack, get, module } from '../attack.ts'

export const attack: Attack = {
  tries:
    "Changes the object's own methods and default export from within a handler; the next invocation knows nothing of it.",
  stoppedBy: ['ok', 'HANDLER_THREW', 'VALUE_INVALID', 'CODE_INVALID'],
  cases: {
    methods: [
      {
        code: get`const p = Object.getPrototypeOf(this); const was = String(p.onGet === undefined); p.onGet = () => 'changed'; return was`,
        replies: 'false'
      },
      {
        code: get`const p = Object.getPrototypeOf(this); const was = String(p.onGet === undefined); p.onGet = () => 'changed'; return was`,
        replies: 'false'
      }
    ],
    'default export': [1, 2].map(() => ({
      code: module`const it = { n: 0, onGet () { it.n++; it.onGet = () => 'changed'; return it.n } }; export default it`,
      replies: 1
    })),
    'prototype of this replaced': get`Object.setPrototypeOf(this, { onGet () {} }); return 1`,
    "proxy as the prototype's prototype": get`Object.setPrototypeOf(this, new Proxy({}, {}))`,
    "prototype's prototype": get`Object.setPrototypeOf(Object.getPrototypeOf(this), new Proxy({}, { get () { for (;;); } })); return Object.keys(this)`,
    'methods removed': get`for (const k of Object.getOwnPropertyNames(Object.getPrototypeOf(this))) delete Object.getPrototypeOf(this)[k]; return typeof this.onGet`,
    'this frozen': get`Object.freeze(this); return this`,
    'this sealed and changed': get`Object.seal(this); this.x = 1`,
    'methods as state': get`this.onGet = 5; return typeof this.onGet`,
    'a method put on this': get`this.f = () => 1`,
    'methods frozen at load': module`export default { onGet () { this.onGet = 1; this.x = 2; return Object.keys(this) } }`
  }
}
