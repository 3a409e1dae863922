// @ts-nocheck
// biome-ignore-all lint: the programs are odd on purpose
// String methods, formatting, URIs.
import type { Programs } from './program.ts'

export const STRINGS: Programs = {
  'title case, padding, reversing, trimming': () => {
    const s = 'the quick brown fox'
      .split(' ')
      .map((w) => w[0].toUpperCase() + w.slice(1))
      .join(' ')
    return [
      s,
      s.replace(/o/g, '0'),
      s.padEnd(30, '.'),
      s.padStart(25, 'ab'),
      s.padStart(3),
      'x'.padEnd(5, ''),
      s.at(-1),
      [...s].reverse().join(''),
      ' \t\u00a0\ufeff x \u2003\n'.trim(),
      ' a '.trimStart(),
      ' a '.trimEnd(),
      '\u180ex'.trim().length,
      s.localeCompare('z'),
      'a'.localeCompare('a'),
      'a'.localeCompare('B')
    ]
  },
  'slice, substring, substr, at, charAt': () => {
    const s = 'abcdef'
    return [
      s.slice(-3, -1),
      s.slice(4, 1),
      s.substring(4, 1),
      s.substring(-2, NaN),
      s.substr(-3, 2),
      s.substr(2),
      s.at(-7),
      s.at(2.9),
      s.charAt(9),
      s.charAt(),
      s.charCodeAt(99),
      s.codePointAt(6),
      s[2],
      s['2'],
      s[-1],
      s.slice(Infinity),
      s.substr(1, -1)
    ]
  },
  'indexOf, includes, startsWith and regular expressions': () => {
    const s = 'banana'
    return [
      s.indexOf('an', 2),
      s.indexOf('', 99),
      s.lastIndexOf('a'),
      s.lastIndexOf('a', -1),
      s.lastIndexOf('', 2),
      s.lastIndexOf('an', NaN),
      s.includes('nan'),
      s.includes('ban', 1),
      s.startsWith('na', 2),
      s.endsWith('na', 4),
      s.endsWith(''),
      attempt(() => s.includes(/a/)),
      attempt(() => s.startsWith(/b/)),
      'a/b/'.includes({ [Symbol.match]: false, toString: () => '/b/' }),
      s.search(/n/),
      s.search('z'),
      'undefined'.includes()
    ]
  },
  'split in every way': () => [
    'a,b,,c'.split(','),
    'abc'.split(''),
    ''.split(''),
    ''.split(','),
    'abc'.split(),
    'a1b2c3'.split(/\d/),
    'a1b2c3'.split(/(\d)/),
    'abc'.split(/(?:)/u),
    '😀b'.split(''),
    '😀b'.split(/(?:)/u),
    'a,b,c'.split(',', 2),
    'a,b'.split(',', 0),
    'a,b'.split(',', -1),
    'aXbxc'.split(/x/i),
    'test'.split('t'),
    'abc'.split({ [Symbol.split]: (s, l) => [s, l] }, 3),
    'A<B>bold</B>and'.split(/<(\/)?([^<>]+)>/)
  ],
  'replace with patterns and functions': () => {
    const s = 'John Smith'
    return [
      s.replace(/(\w+)\s(\w+)/, '$2, $1'),
      s.replace('J', "[$&|$`|$'|$$]"),
      s.replace(/(?<f>\w+) (?<l>\w+)/, '$<l> $<f> $<x>'),
      s.replace(/o|i/g, (m, at, all) => `${m}${at}${all.length}`),
      s.replace(/(x)?h/, (...a) => JSON.stringify(a)),
      s.replaceAll('h', '$&$&'),
      s.replaceAll(/[A-Z]/g, (c) => c.toLowerCase()),
      attempt(() => s.replaceAll(/x/, '')),
      'aaa'.replace('a', '$1'),
      'abc'.replace(/(b)/, '$01$10$2'),
      'aaa'.replaceAll('', '-'),
      'x'.replace('x', () => '$&'),
      'x'.replace('x'),
      'a.b'.replaceAll('.', { toString: () => '!' }),
      'abc'.replace(/(?<n>b)/, (...a) => JSON.stringify(a.at(-1)))
    ]
  },
  'ropes, repeats and long texts': () => {
    let s = ''
    for (let i = 0; i < 3000; i++) s += String.fromCharCode(97 + ((i * 7) % 26))
    let t = ''
    for (let i = 0; i < 300; i++) t = i % 2 ? t + i : i + t
    let hash = 0
    for (let i = 0; i < s.length; i++) hash = (hash * 31 + s.charCodeAt(i)) | 0
    return [
      hash,
      s.length,
      s.slice(1000, 1020),
      t.length,
      t.slice(0, 30),
      t.slice(-30),
      'ab'.repeat(1000).lastIndexOf('ba'),
      s.concat(t, 1, null).length,
      s + t === s + t,
      s < t
    ]
  },
  'comparison by code units': () => {
    const list = ['a', 'B', 'Z', 'z', 'é', '😀', '\uffff', '', '10', '9', 'aa', 'A', '\u0000', 'ab'.repeat(3)]
    const order = list.toSorted()
    return [
      order,
      list.map((x) => list.filter((y) => x < y).length),
      'a' < 'b',
      'a' < 'A',
      '10' < '9',
      '10' < 9,
      'a' > '',
      '\ud83d' < '\uffff',
      'abc' <= 'abc',
      null < 'a',
      undefined < 'a'
    ]
  },
  'raw, fromCharCode, fromCodePoint': () => [
    String.fromCharCode(65, 0x10041, -1, 65.9, NaN),
    String.fromCodePoint(0x1f600, 65),
    String.fromCodePoint(),
    attempt(() => String.fromCodePoint(1.5)),
    attempt(() => String.fromCodePoint(0x110000)),
    String.fromCharCode(0xd83d, 0xde00),
    String.raw({ raw: ['x', 'y', 'z'] }, 0, 1, 2),
    String(null),
    String([1, [2]]),
    String({}),
    String(Symbol('s')),
    String(-0),
    attempt(() => String(Object.create(null))),
    String(() => 1)
  ],
  'html methods and other fossils': () => [
    'a'.anchor('"x"'),
    'b'.bold(),
    'c'.link('u'),
    'd'.fontcolor('red'),
    'e'.sup(),
    'f'.big(),
    escape('ä ü/€+@*'),
    unescape('%E4%u20AC%zz'),
    'x'.substr.length,
    ' y'.trimLeft(),
    'z '.trimRight(),
    'a'.concat.length
  ],
  URIs: () =>
    ['encodeURI', 'encodeURIComponent']
      .map((f) => [globalThis[f]("a b&c=ü/€?😀#[]'!"), attempt(() => globalThis[f]('\ud800'))])
      .concat([
        [
          decodeURI('%26%20%C3%BC'),
          decodeURIComponent('%26%20%C3%BC%F0%9F%98%80'),
          attempt(() => decodeURIComponent('%C3')),
          attempt(() => decodeURIComponent('%E4')),
          attempt(() => decodeURI('%zz')),
          attempt(() => decodeURIComponent('%ED%A0%80')),
          decodeURI('%3B%2f')
        ]
      ]),
  'a word count and a concordance': () => {
    const text =
      'It was the best of times, it was the worst of times, it was the age of wisdom, it was the age of foolishness'
    const words = text.toLowerCase().match(/[a-z]+/g)
    const counts = new Map()
    words.forEach((w, i) => counts.set(w, [...(counts.get(w) ?? []), i]))
    return [
      [...counts].sort(([a, x], [b, y]) => y.length - x.length || (a < b ? -1 : 1)),
      words.length,
      [...new Set(text)].sort().join('')
    ]
  },
  'formatting: columns, thousands, roman, wrapping': () => {
    const thousands = (n) => String(n).replace(/\B(?=(\d{3})+(?!\d))/g, ',')
    const roman = (n) =>
      [
        ['M', 1000],
        ['CM', 900],
        ['D', 500],
        ['CD', 400],
        ['C', 100],
        ['XC', 90],
        ['L', 50],
        ['XL', 40],
        ['X', 10],
        ['IX', 9],
        ['V', 5],
        ['IV', 4],
        ['I', 1]
      ].reduce((s, [r, v]) => {
        while (n >= v) {
          s += r
          n -= v
        }
        return s
      }, '')
    const wrap = (s, w) =>
      s.split(' ').reduce(
        (lines, word) => {
          const last = lines.at(-1)
          if ((last + ' ' + word).trim().length <= w) lines[lines.length - 1] = (last + ' ' + word).trim()
          else lines.push(word)
          return lines
        },
        ['']
      )
    const camel = (s) => s.replace(/[-_](\w)/g, (_, c) => c.toUpperCase())
    return [
      [1, 1234, 1234567, 12345678.9].map(thousands),
      [1994, 2026, 3999, 4].map(roman),
      wrap('the sandbox meters every instruction of the handlers it runs', 16),
      camel('from-kebab_and-snake'),
      'fooBarBaz'.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`)
    ]
  },
  'isWellFormed and toWellFormed': () =>
    ['ok😀', '\ud800', 'a\udc00b', '\ud83d\ude00\ud83d', ''].map((s) => [
      s.isWellFormed(),
      s.toWellFormed(),
      s.length,
      [...s].length
    ]),
  'string iterators and array-likes': () => {
    const it = 'a😀\ud800b'[Symbol.iterator]()
    return [
      [it.next(), it.next(), it.next(), it.next(), it.next()],
      Object.getOwnPropertyNames('ab'),
      'abc'.split('').map((c, i, a) => a[a.length - 1 - i]),
      Array.prototype.filter.call('hello', (c) => c > 'h'),
      Object.entries('hi'),
      [...'abc'.matchAll(/./g)].length,
      String(it)
    ]
  }
}
