// @ts-nocheck
// biome-ignore-all lint: the programs are odd on purpose
// Unicode: code points, normal forms, case, properties, surrogates.
import type { Programs } from './program.ts'

export const UNICODE: Programs = {
  'lengths and code points': () =>
    ['😀', 'é', 'e\u0301', '👨‍👩‍👧', '🇩🇪', '\u{10ffff}', 'ﬀ', '한', 'नि'].map((s) => [
      s.length,
      [...s].length,
      s.codePointAt(0),
      s.charCodeAt(s.length - 1),
      s.normalize('NFD').length,
      s.normalize('NFKC').length
    ]),
  'normal forms': () => {
    const samples = [
      '\u1e9b\u0323',
      'Å',
      '\u212b',
      'ﬁ',
      '한글',
      '①',
      '½',
      'ｱ',
      '\u0344',
      'q\u0307\u0323',
      '\u{1d15e}',
      'Ǆ'
    ]
    return samples.map((s) =>
      ['NFC', 'NFD', 'NFKC', 'NFKD'].map((f) =>
        [...s.normalize(f)].map((c) => c.codePointAt(0).toString(16)).join(' ')
      )
    )
  },
  'case mapping with special rules': () =>
    [
      'ß',
      'ǆ',
      'ǅ',
      'ŉ',
      'İ',
      'ı',
      'ﬃ',
      'Σ',
      'ΟΔΟΣ',
      'ΣΑΣ Σ',
      'ὈΔΥΣΣΕΎΣ',
      'ᾳ',
      '𐐀',
      'ⅷ',
      'ᵹ',
      'Ꭰ',
      'ꭰ',
      'ẞ',
      'Σ.'
    ].map((s) => [s.toLowerCase(), s.toUpperCase(), s.toUpperCase().toLowerCase(), s.toLocaleUpperCase()]),
  'case mapping of the whole plane': () => {
    let up = 0,
      low = 0,
      changed = 0
    for (let c = 0; c < 0x3000; c++) {
      const s = String.fromCharCode(c)
      const u = s.toUpperCase(),
        l = s.toLowerCase()
      if (u !== s || l !== s) changed++
      for (const x of u) up = (up * 31 + x.codePointAt(0)) | 0
      for (const x of l) low = (low * 31 + x.codePointAt(0)) | 0
    }
    return [up, low, changed]
  },
  'property escapes': () => {
    const classes = [
      'L',
      'Lu',
      'Ll',
      'N',
      'Nd',
      'P',
      'Sc',
      'Zs',
      'Script=Greek',
      'Script=Han',
      'scx=Deva',
      'Alphabetic',
      'Emoji',
      'ASCII',
      'White_Space',
      'ID_Start',
      'Any'
    ]
    const text = [...'aÄΩ漢१5٣€ \u3000😀_-$\u200d\u{1f1e9}']
    return classes.map((c) => {
      const r = new RegExp(`\\p{${c}}`, 'u')
      const n = new RegExp(`\\P{${c}}`, 'u')
      return `${c}: ${text.map((x) => (r.test(x) ? 1 : 0) + (n.test(x) ? 2 : 0)).join('')}`
    })
  },
  'how many of each category in the first plane': () =>
    ['Lu', 'Ll', 'Lt', 'Lm', 'Lo', 'Mn', 'Nd', 'Nl', 'Po', 'Sm', 'Zs', 'Cf'].map((c) => {
      const r = new RegExp(`^\\p{${c}}$`, 'u')
      let n = 0
      for (let i = 0; i < 0x2500; i++) if (r.test(String.fromCodePoint(i))) n++
      return [c, n]
    }),
  'ignoring case in Unicode': () => [
    /\u212a/i.test('k'),
    /\u212a/iu.test('k'),
    /ſ/i.test('s'),
    /ſ/iu.test('s'),
    /[^x]/iu.exec('X'),
    /ß/iu.test('ẞ'),
    /ǆ/iu.test('ǅ'),
    /\w/iu.test('ſ'),
    /[\w]/iu.test('K'),
    /Σ/iu.test('ς'),
    /[α-ω]+/iu.exec('ΑΒΓς')?.[0],
    /[^\W]/iu.test('ſ'),
    /𐐨/iu.test('𐐀'),
    /\u{10400}/iu.test('\u{10428}')
  ],
  'surrogates in regular expressions': () => [
    /^.$/.test('😀'),
    /^.$/u.test('😀'),
    /\ud83d/.test('😀'),
    /\ud83d/u.test('😀'),
    /[😀-😂]/u.exec('😁')?.[0],
    '😀'.match(/[^a]/g),
    '😀'.match(/[^a]/gu),
    /\u{1f600}/.test('u'.repeat(128512).slice(0, 10)),
    /(?<=\ud83d)\ude00/.test('😀'),
    'a😀b'.search(/b/u),
    /😀{2}/u.test('😀😀'),
    /^[^x]$/u.test('\ud800')
  ],
  'the v flag: sets and strings': () =>
    [
      '/[\\p{L}--[a-z]]/v.test("a")',
      '/[\\p{L}--[a-z]]/v.test("é")',
      '/[[a-z]&&[aeiou]]/v.test("e")',
      '/[[a-z]&&[aeiou]]/v.test("x")',
      '/^[\\q{abc|d|}x]$/v.test("abc")',
      '/^\\p{Emoji_Keycap_Sequence}$/v.test("1️⃣")',
      '/^\\p{RGI_Emoji}$/v.test("👨‍👩‍👧")',
      '/[\\w--\\d]+/v.exec("ab1")[0]',
      '/[^\\d]/v.test("a")',
      '/[a-z--b]/v',
      '/[(]/v',
      '/[\\q{ß}]/vi.test("ẞ")',
      '/./v.unicodeSets',
      '/[[0-9][a-f]]+/v.exec("x9fz")[0]'
    ].map((source) => attempt(() => (0, eval)(source))),
  'identifiers and escapes in source': () => {
    const ünïcödé = 1,
      \u0061b = 2,
      ℮ = 3,
      𠮷 = 4
    return [
      ünïcödé,
      ab,
      ℮,
      𠮷,
      '\u{1F600}' === '😀',
      '\x41\u0042',
      (0, eval)('"\\101\\0\\08"'),
      { ключ: 1, ключ2: 2 },
      '\u2028'.length,
      'a\
b',
      '\v\f\b'.length
    ]
  },
  'grapheme-like splitting by hand': () => {
    const split = (s) =>
      s.match(/\p{RI}\p{RI}|\p{Emoji}(?:\p{EMod}|\ufe0f\u20e3?)?(?:\u200d\p{Emoji})*|\P{M}\p{M}*/gu)
    return ['e\u0301a', '🇩🇪🇫🇷', '👩🏽‍🚀!', '1️⃣2', 'नमस्ते'].map((s) => split(s))
  },
  'UTF-8 by hand, there and back': () => {
    const encode = (s) =>
      [...s].flatMap((ch) => {
        const c = ch.codePointAt(0)
        return c < 0x80
          ? [c]
          : c < 0x800
            ? [0xc0 | (c >> 6), 0x80 | (c & 63)]
            : c < 0x10000
              ? [0xe0 | (c >> 12), 0x80 | ((c >> 6) & 63), 0x80 | (c & 63)]
              : [0xf0 | (c >> 18), 0x80 | ((c >> 12) & 63), 0x80 | ((c >> 6) & 63), 0x80 | (c & 63)]
      })
    const decode = (b) => {
      let s = ''
      for (let i = 0; i < b.length; ) {
        const n = b[i] < 0x80 ? 1 : b[i] < 0xe0 ? 2 : b[i] < 0xf0 ? 3 : 4
        let c = n === 1 ? b[i] : b[i] & (0xff >> (n + 1))
        for (let j = 1; j < n; j++) c = (c << 6) | (b[i + j] & 63)
        s += String.fromCodePoint(c)
        i += n
      }
      return s
    }
    const text = 'aé€😀\u0000ÿ\uffff'
    return [
      encode(text),
      decode(encode(text)) === text,
      decodeURIComponent(
        encode(text)
          .map((b) => `%${b.toString(16).padStart(2, '0')}`)
          .join('')
      ) === text
    ]
  }
}
