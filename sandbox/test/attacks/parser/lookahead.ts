import { type Attack, module } from '../attack.ts'

export const attack: Attack = {
  tries:
    'Makes the parser look ahead again and again over the same source, so that its work grows with the square of its length.',
  stoppedBy: ['STEPS_EXCEEDED', 'CODE_INVALID', 'STACK_EXCEEDED', 'MEMORY_EXCEEDED', 'ok'],
  cases: {
    'parentheses that may be parameters': module`export default { a: ${'(a,'.repeat(15000)}`,
    'brackets that may be patterns': module`export default { a: ${'[a,'.repeat(15000)}`,
    'braces that may be patterns': module`export default { a: ${'({a,b:'.repeat(9000)}`,
    'sequence of parentheses': module`${'((((((((a))))))));'.repeat(3000)}; export default {}`,
    'sequence of patterns': module`${'[a,[b,[c]]]=d;'.repeat(4000)}; export default {}`,
    'async that may be an arrow': module`${'async(a,b,c);'.repeat(4500)}; export default {}`,
    templates: module`export default { a: ${'`${(`'.repeat(8000)}`,
    'for heads': module`${'for(let [a,b]=c;0;);'.repeat(3000)}; export default {}`,
    'generics that are comparisons': module`${'a<b>(c);'.repeat(7000)}; export default {}`,
    'let as a name': module`${'let\n'.repeat(15000)}`,
    'semicolons left out': module`${'a\n(b)\n'.repeat(9000)}; export default {}`,
    'divisions that may be expressions': module`export default { a: 1${'/1'.repeat(30000)} }`,
    'divisions after braces': module`${'{}/1/g;'.repeat(8000)} export default {}`
  }
}
