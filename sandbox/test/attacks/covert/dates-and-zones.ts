import { type Attack, get } from '../attack.ts'

export const attack: Attack = {
  tries: "Looks for the host's clock, zone, locale or calendar.",
  stoppedBy: ['ok'],
  cases: {
    zone: get`return [new Date(0).getTimezoneOffset(), new Date(2020, 6, 1).getTimezoneOffset(), String(new Date(0))]`,
    locale: [
      {
        code: get`return [new Date(0).toLocaleString(), (1234.5).toLocaleString(), 'i'.toLocaleUpperCase('tr'), ['z', 'ä'].sort((a, b) => a.localeCompare(b)).join()]`,
        replies: undefined
      }
    ],
    'no Intl': [{ code: get`return [typeof Intl, typeof Temporal]`, replies: ['undefined', 'undefined'] }],
    'year of a short date': [
      {
        code: get`return new Date('1/2/99 GMT').getTime() + Date.parse('Jan 1 2000 EST')`,
        replies: undefined
      }
    ]
  }
}
