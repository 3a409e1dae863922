import { type Attack, get } from '../attack.ts'

export const attack: Attack = {
  tries: 'Answers values that are nested as deeply as allowed, by one too many, and by thousands.',
  stoppedBy: ['VALUE_INVALID', 'ok', 'STACK_EXCEEDED', 'STEPS_EXCEEDED', 'MEMORY_EXCEEDED'],
  cases: {
    '64 levels': get`let a = []; for (let i = 0; i < 63; i++) a = [a]; return a`,
    '65 levels': get`let a = []; for (let i = 0; i < 64; i++) a = [a]; return a`,
    '64 levels by sharing': get`let a = []; for (let i = 0; i < 32; i++) a = [a]; let b = a; for (let i = 0; i < 40; i++) b = { b, a }; return b`,
    'a thousand': get`let a = []; for (let i = 0; i < 1000; i++) a = [a]; return a`,
    'a thousand in the state': get`let a = {}; for (let i = 0; i < 700; i++) a = { a }; this.a = a`,
    'a hundred thousand': get`let a = []; for (let i = 0; i < 1e5; i++) a = [a]; return a`,
    'through local': get`let a = []; for (let i = 0; i < 300; i++) a = { a }; local.a = a`,
    'long names on the way': get`let a = 1; for (let i = 0; i < 60; i++) a = { ['k'.repeat(1000)]: a }; return a`
  }
}
