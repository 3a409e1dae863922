import { type Attack, get } from '../attack.ts'

export const attack: Attack = {
  tries: 'Encodes and decodes addresses and escapes of long texts.',
  stoppedBy: ['INSTRUCTIONS_EXCEEDED', 'STEPS_EXCEEDED', 'MEMORY_EXCEEDED'],
  cases: {
    encodeURIComponent: get`const s = '\u1234'.repeat(1500); for (;;) encodeURIComponent(s)`,
    decodeURIComponent: get`const s = '%E1%88%B4'.repeat(1500); for (;;) decodeURIComponent(s)`,
    escape: get`const s = '\u1234'.repeat(1500); for (;;) escape(s)`,
    unescape: get`const s = '%u1234'.repeat(3000); for (;;) unescape(s)`,
    'encodeURI of a rope': get`let s = ''; for (let i = 0; i < 900; i++) s += '%'; for (;;) encodeURI(s)`
  }
}
