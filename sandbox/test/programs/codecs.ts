// @ts-nocheck
// biome-ignore-all lint: the programs are odd on purpose
// Encodings and compression, there and back.
import type { Programs } from './program.ts'

export const CODECS: Programs = {
  'base64, base32 and base58': () => {
    const bits = (bytes, n, alphabet) => {
      let out = '',
        acc = 0,
        have = 0
      for (const b of bytes) {
        acc = (acc << 8) | b
        have += 8
        while (have >= n) {
          have -= n
          out += alphabet[(acc >> have) & ((1 << n) - 1)]
        }
        acc &= (1 << have) - 1
      }
      return have ? out + alphabet[(acc << (n - have)) & ((1 << n) - 1)] : out
    }
    const A = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'
    const b64 = (b) => {
      const s = bits(b, 6, `${A}${A.toLowerCase()}0123456789+/`)
      return s.padEnd(Math.ceil(s.length / 4) * 4, '=')
    }
    const un64 = (s) => {
      const t = `${A}${A.toLowerCase()}0123456789+/`
      const out = []
      let acc = 0,
        have = 0
      for (const c of s.replace(/=+$/, '')) {
        acc = ((acc << 6) | t.indexOf(c)) & 0xffffff
        have += 6
        if (have >= 8) {
          have -= 8
          out.push((acc >> have) & 255)
        }
      }
      return out
    }
    const b58 = (b) => {
      const t = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz'
      let n = b.reduce((x, y) => (x << 8n) | BigInt(y), 0n),
        s = ''
      while (n) {
        s = t[Number(n % 58n)] + s
        n /= 58n
      }
      return '1'.repeat(b.findIndex((x) => x) < 0 ? b.length : b.findIndex((x) => x)) + s
    }
    const data = Array.from({ length: 20 }, (_, i) => (i * 37) & 255)
    return [
      b64(data),
      un64(b64(data)).join() === data.join(),
      bits(data, 5, `${A}234567`),
      b58(data),
      b58([0, 0, 1])
    ]
  },
  'LZ77 there and back': () => {
    const text =
      'abracadabra abracadabra, the quick abracadabra of the quick brown fox and the brown abacus. '.repeat(6)
    const pack = (s) => {
      const out = []
      for (let i = 0; i < s.length; ) {
        let best = 0,
          from = 0
        for (let j = Math.max(0, i - 80); j < i; j++) {
          let n = 0
          while (i + n < s.length && s[j + n] === s[i + n] && n < 60) n++
          if (n > best) {
            best = n
            from = i - j
          }
        }
        if (best > 3) {
          out.push([from, best])
          i += best
        } else out.push(s[i++])
      }
      return out
    }
    const unpack = (t) =>
      t.reduce((s, x) => {
        if (typeof x === 'string') return s + x
        for (let i = 0; i < x[1]; i++) s += s[s.length - x[0]]
        return s
      }, '')
    const packed = pack(text)
    return [packed.length, unpack(packed) === text, packed.slice(0, 30)]
  },
  'Huffman coding': () => {
    const text = 'she sells sea shells by the sea shore, the shells she sells are surely sea shells'
    const counts = {}
    for (const c of text) counts[c] = (counts[c] ?? 0) + 1
    const heap = Object.entries(counts).map(([c, n]) => ({ n, c }))
    while (heap.length > 1) {
      heap.sort((a, b) => a.n - b.n || (a.c ?? '~').localeCompare(b.c ?? '~'))
      const [l, r] = heap.splice(0, 2)
      heap.push({ n: l.n + r.n, l, r })
    }
    const codes = {}
    const walk = ({ c, l, r }, p) => {
      if (c !== undefined) codes[c] = p
      else {
        walk(l, `${p}0`)
        walk(r, `${p}1`)
      }
    }
    walk(heap[0], '')
    const bits = [...text].map((c) => codes[c]).join('')
    let node = heap[0],
      back = ''
    for (const b of bits) {
      node = b === '0' ? node.l : node.r
      if (node.c !== undefined) {
        back += node.c
        node = heap[0]
      }
    }
    return [codes, bits.length, back === text]
  },
  'Burrows-Wheeler, move to front, run lengths': () => {
    const bwt = (s) => {
      s += '\u0001'
      return Array.from(s, (_, i) => s.slice(i) + s.slice(0, i))
        .sort()
        .map((r) => r.at(-1))
        .join('')
    }
    const unbwt = (t) => {
      const order = [...t]
        .map((c, i) => [c, i])
        .sort((a, b) => (a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : a[1] - b[1]))
      let at = order[0][1],
        s = ''
      for (let i = 1; i < t.length; i++) {
        s += order[at][0]
        at = order[at][1]
      }
      return s
    }
    const mtf = (s) => {
      const list = [...new Set(s)].sort()
      return [...s].map((c) => {
        const i = list.indexOf(c)
        list.unshift(...list.splice(i, 1))
        return i
      })
    }
    const rle = (a) =>
      a.reduce((out, x) => {
        if (out.at(-1)?.[0] === x) out.at(-1)[1]++
        else out.push([x, 1])
        return out
      }, [])
    const t = bwt('mississippi banana bandana')
    return [
      t,
      unbwt(t),
      mtf(t).join(''),
      rle(mtf(t))
        .map(([x, n]) => `${x}x${n}`)
        .join(' '),
      'aaabccd'.replace(/(.)\1*/g, (m, c) => c + m.length)
    ]
  },
  'bencode, both ways': () => {
    const encode = (x) =>
      typeof x === 'number'
        ? `i${x}e`
        : typeof x === 'string'
          ? `${x.length}:${x}`
          : Array.isArray(x)
            ? `l${x.map(encode).join('')}e`
            : `d${Object.keys(x)
                .sort()
                .map((k) => encode(k) + encode(x[k]))
                .join('')}e`
    const decode = (s) => {
      let at = 0
      const next = () => {
        const c = s[at]
        if (c === 'i') {
          const end = s.indexOf('e', at)
          const n = +s.slice(at + 1, end)
          at = end + 1
          return n
        }
        if (c === 'l' || c === 'd') {
          at++
          const items = []
          while (s[at] !== 'e') items.push(next())
          at++
          return c === 'l'
            ? items
            : Object.fromEntries(items.flatMap((k, i) => (i % 2 ? [] : [[k, items[i + 1]]])))
        }
        const colon = s.indexOf(':', at)
        if (colon < 0) throw new SyntaxError(`at ${at}`)
        const n = +s.slice(at, colon)
        at = colon + 1 + n
        return s.slice(colon + 1, at)
      }
      return next()
    }
    const text = encode({ peers: ['a', 'bb'], interval: 1800, info: { length: -5, name: '' } })
    return [text, decode(text), attempt(() => decode('x'))]
  },
  'a JSON parser by hand agrees with the engine’s': () => {
    const parse = (s) => {
      let i = 0
      const fail = () => {
        throw new SyntaxError(`unexpected ${s[i] ?? 'end'} at ${i}`)
      }
      const space = () => {
        while (' \n\r\t'.includes(s[i] ?? 'x')) i++
      }
      const value = () => {
        space()
        const c = s[i]
        let v
        if (c === '{') {
          v = {}
          i++
          space()
          if (s[i] === '}') i++
          else
            for (;;) {
              space()
              const k = text()
              space()
              if (s[i++] !== ':') {
                i--
                fail()
              }
              v[k] = value()
              if (s[i] === ',') i++
              else if (s[i++] === '}') break
              else {
                i--
                fail()
              }
            }
        } else if (c === '[') {
          v = []
          i++
          space()
          if (s[i] === ']') i++
          else
            for (;;) {
              v.push(value())
              if (s[i] === ',') i++
              else if (s[i++] === ']') break
              else {
                i--
                fail()
              }
            }
        } else if (c === '"') v = text()
        else {
          const m = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y
          m.lastIndex = i
          const hit = m.exec(s)
          if (!hit) fail()
          i = m.lastIndex
          v = { true: true, false: false, null: null }[hit[0]]
          if (v === undefined) v = +hit[0]
        }
        space()
        return v
      }
      const text = () => {
        if (s[i++] !== '"') {
          i--
          fail()
        }
        let out = ''
        while (s[i] !== '"') {
          if (i >= s.length) fail()
          if (s[i] === '\\') {
            i++
            const e = s[i++]
            if (e === 'u') {
              out += String.fromCharCode(parseInt(s.slice(i, i + 4), 16))
              i += 4
            } else out += { n: '\n', t: '\t', b: '\b', f: '\f', r: '\r' }[e] ?? e
          } else out += s[i++]
        }
        i++
        return out
      }
      const v = value()
      if (i < s.length) fail()
      return v
    }
    const samples = [
      '{"a":[1,-2.5e3,{"b":"x\\n\\u00e9"}],"c":null,"d":[true,false,[]],"e":{}}',
      ' [ 1 , 2 ] ',
      '"q\\"\\\\"'
    ]
    return [
      samples.map((s) => JSON.stringify(parse(s)) === JSON.stringify(JSON.parse(s))),
      ['[1,', '{"a"}', '[1]x', 'nope'].map((s) => attempt(() => parse(s)))
    ]
  },
  'Morse, Gray codes, Luhn and ISBN': () => {
    const morse = Object.fromEntries(
      'a.- b-... c-.-. d-.. e. f..-. g--. h.... i.. j.--- k-.- l.-.. m-- n-. o--- p.--. q--.- r.-. s... t- u..- v...- w.-- x-..- y-.-- z--..'
        .split(' ')
        .map((x) => [x[0], x.slice(1)])
    )
    const back = Object.fromEntries(Object.entries(morse).map(([k, v]) => [v, k]))
    const sent = [...'halley'].map((c) => morse[c]).join(' ')
    const gray = Array.from({ length: 16 }, (_, i) => (i ^ (i >> 1)).toString(2).padStart(4, '0'))
    const luhn = (s) =>
      [...s].reverse().reduce((t, d, i) => t + (i % 2 ? (d * 2 > 9 ? d * 2 - 9 : d * 2) : +d), 0) % 10 === 0
    const isbn = (s) => [...s.replace(/-/g, '')].reduce((t, d, i) => t + d * (i % 2 ? 3 : 1), 0) % 10 === 0
    return [
      sent,
      sent
        .split(' ')
        .map((m) => back[m])
        .join(''),
      gray,
      ['4539578763621486', '4539578763621487'].map(luhn),
      isbn('978-3-16-148410-0')
    ]
  }
}
