import { type Attack, get } from '../attack.ts'

export const attack: Attack = {
  tries: 'Parses, formats and moves dates, at the ends of what a date can be.',
  stoppedBy: ['INSTRUCTIONS_EXCEEDED', 'STEPS_EXCEEDED'],
  cases: {
    parse: get`for (;;) Date.parse('2020-01-01T00:00:00Z')`,
    'parse a long text': get`const s = 'Jan '.repeat(9000); for (;;) Date.parse(s)`,
    'parse many parentheses': get`const s = 'Jan 1 2020 ' + '('.repeat(20000); for (;;) Date.parse(s)`,
    format: get`const d = new Date(8.64e15); for (;;) d.toString() + d.toLocaleString()`,
    setFullYear: get`const d = new Date(0); for (let i = 0; ; i = (i + 1) % 275000) d.setFullYear(i)`,
    'setMonth of great numbers': get`const d = new Date(0); for (;;) { d.setTime(0); d.setMonth(3e6) }`,
    'negative years': get`const d = new Date(-8.64e15); for (;;) { d.setDate(1e7); d.toISOString(); d.setTime(-8.64e15) }`,
    'arguments that never end': get`new Date(2020, { valueOf () { for (;;); } })`,
    UTC: get`for (;;) Date.UTC(275000, 1e6, 1e6, 1e6)`
  }
}
