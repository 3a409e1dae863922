import { type Attack, get } from '../attack.ts'

export const attack: Attack = {
  tries: 'Lets JSON, flattening, texts and the reply recurse into nested data.',
  stoppedBy: ['MEMORY_EXCEEDED', 'VALUE_INVALID', 'STACK_EXCEEDED', 'STEPS_EXCEEDED'],
  cases: {
    'JSON of nested arrays': get`let a = []; for (let i = 0; i < 900; i++) a = [a]; return JSON.stringify(a).length > 1 && JSON.parse('['.repeat(9000) + ']'.repeat(9000))`,
    'JSON of nested objects': get`return JSON.parse('{"a":'.repeat(2000) + '1' + '}'.repeat(2000))`,
    'JSON reviver': get`JSON.parse('['.repeat(700) + ']'.repeat(700), (k, v) => [v])`,
    'text of nested arrays': get`let a = []; for (let i = 0; i < 900; i++) a = [a]; return String(a) + JSON.stringify(a) + JSON.parse('['.repeat(9000))`,
    'reply of nested arrays': get`let a = []; for (let i = 0; i < 900; i++) a = [a]; return a`,
    'reply of nested objects': get`let a = {}; for (let i = 0; i < 700; i++) a = { a }; return a`,
    'state of nested objects': get`let a = {}; for (let i = 0; i < 650; i++) a = { a }; this.a = a`,
    'local of nested arrays': get`let a = []; for (let i = 0; i < 900; i++) a = [a]; local.a = a`
  }
}
