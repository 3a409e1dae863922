import { type Attack, get, module } from '../attack.ts'

export const attack: Attack = {
  tries: "Leaves promises, jobs and generators unfinished, to go on in somebody else's invocation.",
  stoppedBy: ['ok', 'PROMISE_PENDING', 'HANDLER_THREW'],
  cases: {
    'job after the reply': [
      {
        code: get`Promise.resolve().then(() => { globalThis.mark = 1; local.late = 1 }); return 1`,
        replies: 1
      },
      { code: get`return typeof mark`, replies: 'undefined' }
    ],
    pending: [
      { code: get`globalThis.wake = null; return new Promise((f) => { globalThis.wake = f })` },
      { code: get`return typeof wake`, replies: 'undefined' }
    ],
    'rejection that nobody handles': [
      { code: get`Promise.reject(new Error('x')); return 1`, replies: 1 },
      { code: get`return 2`, replies: 2 }
    ],
    finalizer: [
      {
        code: get`const r = new FinalizationRegistry(() => { globalThis.mark = 1 }); r.register({}, 1); return 1`
      },
      { code: get`return typeof mark`, replies: 'undefined' }
    ],
    'jobs of the module': [1, 2].map(() => ({
      code: module`let n = 0; const tick = () => { if (n++ < 5) Promise.resolve().then(tick) }; tick(); export default { onGet: () => n }`,
      replies: 6
    }))
  }
}
