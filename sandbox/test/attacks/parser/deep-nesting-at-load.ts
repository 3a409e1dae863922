// biome-ignore-all lint/style/useTemplate: sums show which part is repeated
import { type Attack, module } from '../attack.ts'

export const attack: Attack = {
  tries:
    "Nests one form of the language as deeply as 64 KB allow, in the module's own source, where budgets are those of loading.",
  stoppedBy: [
    'ok',
    'STACK_EXCEEDED',
    'STEPS_EXCEEDED',
    'MEMORY_EXCEEDED',
    'CODE_INVALID',
    'INSTRUCTIONS_EXCEEDED'
  ],
  cases: {
    blocks: module`${'{'.repeat(65000)}`,
    'blocks that close': module`${'{'.repeat(30000) + '}'.repeat(30000)}; export default {}`,
    parentheses: module`export default ${'('.repeat(65000)}`,
    'parentheses that close': module`export default ${'('.repeat(30000) + '{}' + ')'.repeat(30000)}`,
    arrays: module`export default ${'['.repeat(32000) + ']'.repeat(32000)}`,
    objects: module`export default ${'{a:'.repeat(16000) + '1' + '}'.repeat(16000)}`,
    'unary operators': module`export default { a: ${'-'.repeat(1)} ${'!'.repeat(60000)}1 }`,
    typeof: module`export default { a: ${'typeof '.repeat(9000)}1 }`,
    await: module`${'await '.repeat(10000)}1; export default {}`,
    conditionals: module`export default { a: ${'1?'.repeat(20000)}1${':1'.repeat(10000)} }`,
    arrows: module`export default { onGet: ${'a=>'.repeat(20000)}1 }`,
    templates: module`export default { a: ${'`${'.repeat(12000) + '}`'.repeat(12000)} }`,
    functions: module`export default { onGet: ${'(function(){'.repeat(4000) + '})'.repeat(4000)} }`,
    classes: module`export default { onGet: ${'class{a='.repeat(4000) + '1' + '}'.repeat(4000)} }`,
    'static blocks': module`${'class A{static{'.repeat(3500) + '}}'.repeat(3500)}; export default {}`,
    destructuring: module`const ${'['.repeat(30000) + 'a' + ']'.repeat(30000)} = 1; export default {}`,
    'destructuring assignment': module`let a; ${'['.repeat(30000) + 'a' + ']'.repeat(30000)} = 1; export default {}`,
    members: module`export default { onGet () { return a${'.a'.repeat(30000)} } }`,
    'optional calls': module`export default { a: null${'?.()'.repeat(15000)} }`,
    additions: module`export default { a: 1${'+1'.repeat(30000)} }`,
    exponents: module`export default { a: 1${'**1'.repeat(20000)} }`,
    'new': module`${'new '.repeat(15000)}a; export default {}`,
    labels: module`${Array.from({ length: 8000 }, (_, i) => `l${i}:`).join('')}1; export default {}`,
    loops: module`${'for(;0;)'.repeat(8000)}; export default {}`,
    switches: module`${'switch(1){case 1:'.repeat(3000) + '}'.repeat(3000)} export default {}`,
    tries: module`${'try{'.repeat(4000) + '}finally{}'.repeat(4000)} export default {}`,
    'regular expressions': module`export default { a: String(/${'(?:'.repeat(15000) + ')'.repeat(15000)}/) }`,
    spreads: module`export default { a: ${'[...'.repeat(10000) + '[]' + ']'.repeat(10000)} }`,
    'computed names': module`export default ${'{['.repeat(15000)}`,
    assignments: module`let a; ${'a='.repeat(30000)}1; export default {}`,
    commas: module`${'1,'.repeat(30000)}1; export default {}`,
    'async arrows': module`export default { onGet: ${'async a=>'.repeat(7000)}1 }`,
    'async parentheses': module`export default { onGet: ${'async('.repeat(10000)}`,
    parameters: module`export default { onGet: ${'(a='.repeat(20000)}`,
    'let that looks ahead': module`${'for(let['.repeat(9000)}`,
    imports: module`${'import('.repeat(9000)}`,
    else: module`${'if(0);else '.repeat(5000)}; export default {}`
  }
}
