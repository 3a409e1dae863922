import { type Attack, get } from '../attack.ts'

export const attack: Attack = {
  tries: 'Answers promises and thenables, of their own classes, within others, or that settle in odd ways.',
  stoppedBy: ['VALUE_INVALID', 'ok', 'PROMISE_PENDING', 'HANDLER_THREW', 'INSTRUCTIONS_EXCEEDED'],
  cases: {
    promise: [{ code: get`return Promise.resolve(7)`, replies: 7 }],
    'promise of a promise': [
      { code: get`return new Promise((f) => f(Promise.resolve(new Promise((g) => g(7)))))`, replies: 7 }
    ],
    never: get`return new Promise(() => {})`,
    'rejected with nothing': get`return Promise.reject()`,
    thenable: get`return { then: (f) => f(5) }`,
    'thenable by await': get`return (async () => ({ then: (f) => f(5) }))()`,
    subclass: get`return new (class P extends Promise {})((f) => f(1))`,
    disguised: get`return Object.setPrototypeOf(Promise.resolve(1), {})`,
    proxy: get`return new Proxy(Promise.resolve(1), {})`,
    'with an own then': get`return Object.assign(Promise.resolve(1), { then () { for (;;); } })`,
    'resolved by itself': get`let f; const p = new Promise((g) => { f = g }); f(p); return p`,
    'settled twice': [{ code: get`return new Promise((f, r) => { f(1); r(2); f(3) })`, replies: 1 }],
    'settled by the state': get`return new Promise((f) => { this.f = 1; f(this) })`,
    'async generator': get`return (async function * () { yield 1 })()`
  }
}
