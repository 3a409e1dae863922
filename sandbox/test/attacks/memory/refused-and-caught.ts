import { type Attack, get } from '../attack.ts'

export const attack: Attack = {
  tries: 'Catches everything and goes on, hoping that a refused allocation can be survived.',
  stoppedBy: ['MEMORY_EXCEEDED', 'STEPS_EXCEEDED'],
  cases: {
    buffers: get`const a = []; for (;;) try { a.push(new ArrayBuffer(1000)) } catch {}`,
    'in a finally': get`const a = []; for (;;) try { a.push({}) } finally { continue }`,
    'in a promise': get`const a = []; return (async function f () { for (;;) await Promise.resolve().then(() => a.push(new Array(100))).catch(f) })()`,
    'in a comparator': get`const a = []; [2, 1].sort(() => { for (;;) try { a.push([]) } catch { return 0 } })`,
    'in a getter that await calls': get`return (async () => await { get then () { const a = []; for (;;) try { a.push({}) } catch {} } })()`,
    "in an error's text": get`throw { toString () { return 'x' }, get message () { return 'x'.repeat(2 ** 20) } }, new ArrayBuffer(1e6)`
  }
}
