import { type Attack, module } from '../attack.ts'

export const attack: Attack = {
  tries: 'Makes one token as long as the source may be, and a byte longer.',
  stoppedBy: ['CODE_INVALID', 'VALUE_INVALID', 'STACK_EXCEEDED', 'ok', 'MEMORY_EXCEEDED', 'STEPS_EXCEEDED'],
  cases: {
    name: module`const ${'a'.repeat(65000)} = 1; export default {}`,
    'private name': module`class A { #${'a'.repeat(65000)} = 1 } export default {}`,
    'escaped name': module`const ${'\\u0061'.repeat(10000)} = 1; export default {}`,
    text: module`export default { a: '${'a'.repeat(65000)}' }`,
    'text of escapes': module`export default { a: '${'\\x41'.repeat(16000)}' }`,
    'text of continuations': module`export default { a: '${'\\\n'.repeat(30000)}' }`,
    'unfinished text': module`export default { a: '${'a'.repeat(65000)}`,
    number: module`export default { a: ${'9'.repeat(65000)} }`,
    'number with separators': module`export default { a: ${'9_'.repeat(32000)}9 }`,
    fraction: module`export default { a: 0.${'9'.repeat(65000)} }`,
    exponent: module`export default { a: 1e-${'9'.repeat(65000)} }`,
    bigint: module`export default { onGet: () => ${'9'.repeat(65000)}n }`,
    'hexadecimal bigint': module`export default { onGet: () => 0x${'f'.repeat(65000)}n }`,
    binary: module`export default { a: 0b${'1'.repeat(65000)} }`,
    'regular expression': module`export default { onGet: () => /${'a'.repeat(65000)}/ }`,
    'regular expression of classes': module`export default { onGet: () => /${'[a-z]'.repeat(12000)}/ }`,
    'regular expression of properties': module`export default { onGet: () => /${'\\p{L}'.repeat(300)}/u }`,
    'unfinished regular expression': module`export default { a: /${'a'.repeat(65000)}`,
    comment: module`/*${'*'.repeat(65000)}*/ export default {}`,
    'unfinished comment': module`/*${'*'.repeat(65000)}`,
    'line comment': module`export default {} //${'a'.repeat(65000)}`,
    space: module`${' '.repeat(65000)}export default {}`,
    'line ends of every kind': module`${'\u2028\u2029\r\n'.repeat(8000)}export default {}`,
    template: module`export default { a: \`${'a'.repeat(65000)}\` }`,
    'beyond what is allowed': module`export default {} //${'a'.repeat(66000)}`,
    'beyond in wide characters': module`export default {} //${'\u20ac'.repeat(30000)}`,
    'optional dots': module`export default { a: ${'.'.repeat(65000)} }`,
    'plus signs': module`export default { a: ${'+'.repeat(65000)} }`
  }
}
