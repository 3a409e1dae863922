import { type Attack, module } from '../attack.ts'

export const attack: Attack = {
  tries: 'Puts bytes into the source that end texts, change directions, or are not characters at all.',
  stoppedBy: ['CODE_INVALID', 'ok', 'HANDLER_THREW'],
  cases: {
    nul: module`export default {}${'\0'} garbage`,
    'nul in a text': module`export default { a: 'x${'\0'}y' }`,
    'nul at the start': module`${'\0'}export default {}`,
    'nul in a name': module`const a${'\0'}b = 1; export default {}`,
    'lone surrogate in a text': module`export default { a: '${'\ud800'}' }`,
    'lone surrogate in a name': module`const ${'\udc00'} = 1; export default {}`,
    'lone surrogate in a comment': module`/* ${'\ud83d'} */ export default {}`,
    'escaped surrogate': module`export default { a: '\ud800' }`,
    'name of an astral letter': module`const ${'\u{20000}'} = 1; export default { a: ${'\u{20000}'} }`,
    'name of escapes': module`const \u{61}\u0062 = 1; export default { a: ab }`,
    'escaped keyword': module`export d\u0065fault {}`,
    'escaped beyond Unicode': module`const \u{110000} = 1; export default {}`,
    'escaped without end': module`const \u{${'0'.repeat(9000)}61} = 1; export default { a }`,
    'byte order mark': module`${'\ufeff'}export default {}`,
    'byte order marks within': module`export${'\ufeff'.repeat(900)}default {}`,
    directions: module`export default { a: '${'\u202e\u2066'}' }`,
    'zero width names': module`const a${'\u200c\u200d'} = 1; export default {}`,
    noncharacters: module`const ${'\uffff'} = 1; export default {}`,
    'line separators in a text': module`export default { a: '${'\u2028'}' }`,
    hashbang: module`
#!/bin/false
export default {}
`,
    'hashbang later': module` #! export default {}`,
    'HTML comments': module`
<!-- x
export default {}
`,
    "HTML comment in a handler's code": module`export default { onGet () { return Function('<!-- x\n--> y\nreturn 1')() } }`,
    controls: module`export default {${'\u0001\u0002\u007f'}}`,
    'spaces of every kind': module`export${'\u00a0\u1680\u2000\u3000\v\f'}default${'\u205f'}{}`,
    empty: module`${''}`,
    'nothing but a space': module`${' '}`,
    'replacement characters': module`export default { a: '${'\ufffd'.repeat(9000)}' }`
  }
}
