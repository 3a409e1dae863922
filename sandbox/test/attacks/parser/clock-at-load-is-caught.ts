import { type Attack, module } from '../attack.ts'

export const attack: Attack = {
  tries: 'Catches the refusal of the clock at load, in the hope of going on without one.',
  stoppedBy: ['CODE_INVALID', 'HANDLER_THREW', 'ok'],
  cases: {
    'in try': module`let t; try { t = Date.now() } catch { t = 'caught' } export default { t }`,
    'in finally': module`export default { t: (() => { try { return Date.now() } finally { return 1 } })() }`,
    'in a promise': module`export default { t: await new Promise((f) => f(Date.now())).catch(() => 1) }`,
    'in a date of text': module`export default { t: new Date('2020-01-01').getTime(), u: Date.UTC(2020) }`
  }
}
