// @ts-nocheck
// biome-ignore-all lint: the programs are odd on purpose
// Regular expressions.
import type { Programs } from './program.ts'

export const REGEXPS: Programs = {
  'named groups, indices and duplicates': () => {
    const m = /(?<year>\d{4})-(?<month>\d\d)(?:-(?<day>\d\d))?/d.exec('on 2026-01 and')
    const d = /(?:(?<a>x)|(?<a>y))(?<b>z)?/.exec('y')
    return [
      m,
      m.groups,
      m.indices,
      m.indices.groups,
      m.index,
      m.input,
      d.groups,
      Object.getPrototypeOf(m.groups),
      '2026-01-02'.replace(/(?<y>\d+)-(?<m>\d+)/, '$<m>/$<y>'),
      /(?<π>3)\k<π>/u.test('33'),
      attempt(() => (0, eval)('/(?<a>.)\\k<b>/'))
    ]
  },
  'lookahead and lookbehind': () => [
    'price $42 and €7'.match(/(?<=[$€])\d+/g),
    'foobar foobaz'.match(/foo(?!bar)\w+/g),
    'a1b22c'.match(/(?<!\d)\d(?!\d)/g),
    /(?<=(\d+)(\d+))$/.exec('1053').slice(1),
    /(?<=\1(.))x/.exec('aax'),
    /(?=(a+))a*b\1/.exec('baaabac'),
    /(?<=^|,)[^,]*/g[Symbol.match]('a,,b'),
    'abc'.replace(/(?<=b)/, '|'),
    /(?<!abc)\w\w\w/.exec('abcdef')[0],
    /(?<=([abc]+)).\1/.exec('abcdbc')?.[0],
    /\b(?=\w{3}\b)\w+/.exec('to the end')[0]
  ],
  'sticky and global: lastIndex': () => {
    const y = /a/y,
      g = /a/g,
      gy = /a/gy
    const log = []
    for (const r of [y, g, gy]) {
      r.lastIndex = 1
      log.push([r.exec('aab')?.index, r.lastIndex, r.test('aab'), r.lastIndex, r.test('aab'), r.lastIndex])
    }
    const frozen = Object.freeze(/a/g)
    y.lastIndex = 2
    return [
      log,
      'aaba'.replace(gy, 'x'),
      'baa'.match(gy),
      'aab'.split(y),
      'xay'.search(gy),
      attempt(() => frozen.test('a')),
      y.lastIndex,
      'aaa'.replace(y, 'z'),
      (() => {
        const r = /x*/g
        return 'axb'.replace(r, '-') + r.lastIndex
      })()
    ]
  },
  'empty matches step over code points': () => [
    'a😀b'.replace(/(?:)/g, '|'),
    'a😀b'.replace(/(?:)/gu, '|'),
    [...'x😀'.matchAll(/(?=.)/gu)].map((m) => m.index),
    'abc'.match(/x*/g),
    'abc'.split(/x*/),
    ''.match(/^$/gm),
    'a\nb\n'.match(/^/gm).length,
    'a\nb\n'.replace(/$/gm, '!')
  ],
  flags: () => [
    /./s.test('\n'),
    /./.test('\u2028'),
    /^b$/m.test('a\nb\nc'),
    /a.c/su.test('a😀c'),
    /x/dgimsuy.flags,
    new RegExp(/a/g, 'i').flags,
    /A/i.source,
    String(new RegExp('/')),
    String(new RegExp('')),
    String(new RegExp('\n')),
    RegExp('[/]').source,
    RegExp.prototype.source,
    RegExp.prototype.flags,
    attempt(() => RegExp.prototype.exec('x')),
    Object.getOwnPropertyDescriptor(RegExp.prototype, 'flags').get.call({
      global: 1,
      sticky: 0,
      hasIndices: 1
    }),
    /(?i:a)b/.test('Ab'),
    /(?i:a)b/.test('AB'),
    /(?s-i:.)x/i.test('\nX'),
    RegExp(/x/) !== /x/,
    ((r) => RegExp(r) === r)(/y/)
  ],
  'quantifiers, greedy and lazy': () =>
    [
      /a{2,3}/.exec('aaaa')[0],
      /a{2,3}?/.exec('aaaa')[0],
      /<.+>/.exec('<a><b>')[0],
      /<.+?>/.exec('<a><b>')[0],
      /(a*)*/.exec('b'),
      /(a*)+/.exec('b'),
      /(?:a|ab)(?:c|bcd)(?:d*)/.exec('abcd')[0],
      /((a)|b)*/.exec('ab'),
      /(z)((a+)?(b+)?(c))*/.exec('zaacbbbcac'),
      /a{0}b/.exec('ab')[0],
      /x{2}{/.test('xx{') === true,
      /a{,5}/.test('a{,5}'),
      /(?:){3}/.test(''),
      /(\w+)\s\1/.exec('the the')[0],
      /(a{0,2})(a{2})/.exec('aaa')
    ].slice(0),
  'classes and escapes': () =>
    [
      /[\d\-x]+/.exec('a1-x')[0],
      /[^\s\S]/.test('a'),
      /[]/.test('a'),
      /[^]/.test('\n'),
      /[\b]/.test('\b'),
      /\cJ/.test('\n'),
      /[\c]/.test('\\'),
      /\0/.test('\0'),
      /[a-\d]/.exec('-')?.[0],
      /\x41\u0042/.test('AB'),
      /\w\W/.exec('é_ ')[0],
      /\s/.test('\ufeff'),
      /[\u{61}]/u.test('a'),
      /\//.source,
      /[\]]/.test(']'),
      /\_/.test('_'),
      /^\S+$/.test('\u200b'),
      /\8/.test('8'),
      /[\101]/.test('A'),
      /\k/.test('k')
    ].map((x) => x),
  'backtracking that ends': () => {
    const r = [/^(a+)+$/, /^(\w+\s?)*$/, /(x+x+)+y/, /^(([a-z])+.)+[A-Z]([a-z])+$/, /(a|aa)+$/, /^(.*?,){6}P/]
    const texts = [
      'a'.repeat(14) + '!',
      'word '.repeat(5) + '!',
      'x'.repeat(12),
      'a'.repeat(12),
      'a'.repeat(16) + 'b',
      '1,2,3,4,5,6,7,8,9,P'
    ]
    return r.map((x, i) => [x.test(texts[i]), x.exec(texts[i])?.[0].length ?? null])
  },
  'exec, test and match by protocol': () => {
    const log = []
    class Loud extends RegExp {
      exec(s) {
        log.push(`exec ${this.lastIndex}`)
        return super.exec(s)
      }
      get flags() {
        log.push('flags')
        return super.flags
      }
      static get [Symbol.species]() {
        log.push('species')
        return RegExp
      }
    }
    const r = new Loud('a', 'g')
    return [
      'banana'.replace(r, 'o'),
      'banana'.match(r),
      'banana'.split(r),
      [...'aa'.matchAll(r)].length,
      'ban'.search(r),
      r.test('x'),
      log.join(' ')
    ]
  },
  'custom matchers': () => {
    const digits = {
      flags: 'g',
      [Symbol.match]: (s) => [...s].filter((c) => c >= '0' && c <= '9'),
      [Symbol.replace]: (s, r) => `${s}<${r}>`,
      [Symbol.search]: (s) => s.length,
      [Symbol.split]: (s, n) => [n, s],
      [Symbol.matchAll]: (s) => [s].values()
    }
    const exec = { exec: () => ({ index: 1, 0: 'xx', groups: undefined, length: 1 }), flags: '' }
    return [
      'a1b2'.match(digits),
      'x'.replace(digits, 'y'),
      'abc'.search(digits),
      'q'.split(digits, 7),
      [...'w'.matchAll(digits)],
      RegExp.prototype[Symbol.replace].call(exec, 'abcd', '[$&]'),
      RegExp.prototype.test.call({ exec: () => null }, ''),
      attempt(() => RegExp.prototype.test.call({ exec: () => 5 }, ''))
    ]
  },
  'matchAll and its state': () => {
    const r = /(\w)(\d)?/g
    r.lastIndex = 1
    const it = 'a1b2c'.matchAll(r)
    return [
      [...it].map((m) => [m.index, ...m]),
      r.lastIndex,
      attempt(() => 'x'.matchAll(/x/)),
      [...'x.x'.matchAll('.')].length,
      [...'aXbX'.matchAll(/x/gi)].map((m) => m.index),
      String(it)
    ]
  },
  'RegExp.escape': () => [
    RegExp.escape('a.b*c'),
    RegExp.escape('1+1=2'),
    RegExp.escape('-x\n\u2028/'),
    RegExp.escape('😀\ud800'),
    new RegExp(RegExp.escape('(^$)')).test('x(^$)y'),
    attempt(() => RegExp.escape(5)),
    RegExp.escape('')
  ],
  'a tokenizer from sticky rules': () => {
    const rules = [
      ['number', /\d+(?:\.\d+)?(?:e[+-]?\d+)?/y],
      ['name', /[a-z_]\w*/iy],
      ['text', /"(?:[^"\\]|\\.)*"/y],
      ['operator', /[-+*\/=<>!]=?|&&|\|\||[(){};,]/y],
      ['space', /\s+|\/\/.*|\/\*[^]*?\*\//y]
    ]
    const scan = (s) => {
      const out = []
      let at = 0
      while (at < s.length) {
        const hit = rules.find(([, r]) => ((r.lastIndex = at), r.test(s)))
        if (!hit) throw new SyntaxError(`unexpected ${s[at]} at ${at}`)
        if (hit[0] !== 'space') out.push(`${hit[0]}:${s.slice(at, hit[1].lastIndex)}`)
        at = hit[1].lastIndex
      }
      return out
    }
    return [
      scan('let x = 3.5e-2 * (y1 + "a\\"b"); // end\nif (x >= 10 && !z) { /* multi\nline */ f(x, 2) }'),
      attempt(() => scan('a # b'))
    ]
  },
  'CSV, query strings, dates and addresses': () => {
    const csv = (s) =>
      s
        .split(/\r?\n/)
        .map((l) =>
          [...l.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(
            ([, q, p]) => q?.replaceAll('""', '"') ?? p
          )
        )
    const query = (s) =>
      Object.fromEntries(
        [...s.matchAll(/[?&]([^=&]+)=([^&]*)/g)].map(([, k, v]) => [
          decodeURIComponent(k),
          decodeURIComponent(v.replace(/\+/g, ' '))
        ])
      )
    const ip = /^(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?!$)|$)){4}$/
    return [
      csv('a,"b ""quoted"", c",\n1,,"x"'),
      query('?q=a+b%26c&lang=de&e='),
      ['1.2.3.4', '256.1.1.1', '1.2.3', '01.2.3.4', '255.255.255.255'].map((s) => ip.test(s)),
      'Jan 5, 2026 and Feb 14, 2027'.replace(/(\w{3}) (\d{1,2}), (\d{4})/g, '$3-$1-$2')
    ]
  },
  'a thousand small expressions': () => {
    let hash = 0
    const atoms = ['a', 'b+', '[ab]', '(?:ab)*', 'c?', '(a|b)', '.', '\\w{1,2}', '(?=a)', '\\b']
    const text = 'abacab bab cabba abcabc'
    for (let i = 0; i < 500; i++) {
      const r = new RegExp(atoms[i % 10] + atoms[(i * 7 + 3) % 10] + atoms[(i >> 3) % 10], i % 2 ? 'g' : 'gi')
      for (const m of text.matchAll(r)) hash = (hash * 31 + m.index * 7 + m[0].length + m.length) | 0
    }
    return hash
  },
  'many groups and long alternations': () => {
    const many = new RegExp(
      Array.from({ length: 60 }, (_, i) => `(${String.fromCharCode(97 + (i % 26))}${i})?`).join('')
    )
    const words = Array.from({ length: 200 }, (_, i) => `w${(i * 37) % 200}x`)
    const any = new RegExp(`\\b(?:${words.join('|')})\\b`, 'g')
    return [
      many.exec('a0b1d3').length,
      many.exec('a0b1d3').filter(Boolean),
      'w5x w199x w200x ww3x w77x'.match(any),
      new RegExp('a'.repeat(3000)).test('a'.repeat(3001)),
      /(?:(?:(?:(?:(?:a))))){2}/.exec('aaa')[0]
    ]
  },
  'compile, legacy statics and lastMatch': () => {
    const r = /old/g
    r.lastIndex = 3
    r.compile('new', 'i')
    return [
      String(r),
      r.lastIndex,
      r.test('NEW'),
      RegExp.$1,
      RegExp.lastMatch,
      'input' in RegExp,
      Object.getOwnPropertyNames(RegExp).sort(),
      Object.getOwnPropertyNames(/x/),
      Object.getOwnPropertyDescriptor(/x/, 'lastIndex')
    ]
  },
  'a regular expression engine in miniature': () => {
    const match = (re, s) => {
      const star = (c, re, s) => {
        do {
          if (here(re, s)) return true
        } while (s.length && (s[0] === c || c === '.') && ((s = s.slice(1)), true))
        return false
      }
      const here = (re, s) =>
        re === ''
          ? true
          : re[1] === '*'
            ? star(re[0], re.slice(2), s)
            : re === '$'
              ? s === ''
              : s && (re[0] === '.' || re[0] === s[0])
                ? here(re.slice(1), s.slice(1))
                : false
      if (re[0] === '^') return here(re.slice(1), s)
      do {
        if (here(re, s)) return true
      } while (s && ((s = s.slice(1)), true))
      return false
    }
    const cases = [
      ['^ab*c$', 'abbbc'],
      ['a.c', 'xxabcx'],
      ['x*y$', 'xxxz'],
      ['^.*end$', 'the end'],
      ['b*', '']
    ]
    return cases.map(([re, s]) => [match(re, s), new RegExp(re).test(s)])
  }
}
