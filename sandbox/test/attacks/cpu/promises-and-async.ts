import { type Attack, get } from '../attack.ts'

export const attack: Attack = {
  tries: 'Keeps the job queue busy for ever.',
  stoppedBy: ['INSTRUCTIONS_EXCEEDED', 'STEPS_EXCEEDED', 'MEMORY_EXCEEDED'],
  cases: {
    'endless await': get`return (async () => { for (;;) await 1 })()`,
    'a job that queues itself': get`const f = () => { Promise.resolve().then(f) }; f(); return new Promise(() => {})`,
    'after the reply is settled': get`const f = () => { Promise.resolve().then(f) }; f(); return 1`,
    'thenable that answers itself': get`const t = { then (f) { f(t) } }; return Promise.resolve(t)`,
    'thenables without end': get`const make = () => ({ then (f) { f(make()) } }); return Promise.resolve(make())`,
    'async generator': get`return (async () => { for await (const x of (async function * () { for (;;) yield 1 })()); })()`,
    'for await over a synchronous one': get`return (async () => { for await (const x of { [Symbol.iterator]: () => ({ next: () => ({ value: 1 }) }) }); })()`,
    'constructor that is looked up': get`const p = Promise.resolve(1); Object.defineProperty(p, 'constructor', { get () { for (;;); } }); return p.then(Object)`,
    species: get`class P extends Promise { static get [Symbol.species] () { for (;;); } } return P.resolve(1).then(Object)`,
    try: get`return Promise.try(() => { for (;;); })`,
    'any of rejections': get`const f = () => Promise.any([Promise.reject(1)]).catch(f); return f()`,
    'allSettled of itself': get`const f = () => Promise.allSettled([1]).then(f); return f()`,
    'two that wake each other': get`const a = async () => { for (;;) await null }; a(); a(); return new Promise(() => {})`,
    'async arrows in await': get`const f = async () => await f(await 1); return f()`
  }
}
