// @ts-nocheck
// biome-ignore-all lint: the programs are odd on purpose
// Data structures: trees, heaps, lists, rings, vectors of versions.
import type { Programs } from './program.ts'

export const STRUCTURES: Programs = {
  'a red-black tree': () => {
    let root = null
    const red = (n) => n !== null && n.red
    const left = (h) => {
      const x = h.r
      h.r = x.l
      x.l = h
      x.red = h.red
      h.red = true
      return x
    }
    const right = (h) => {
      const x = h.l
      h.l = x.r
      x.r = h
      x.red = h.red
      h.red = true
      return x
    }
    const insert = (h, k) => {
      if (h === null) return { k, n: 1, red: true, l: null, r: null }
      if (k < h.k) h.l = insert(h.l, k)
      else if (k > h.k) h.r = insert(h.r, k)
      else h.n++
      if (red(h.r) && !red(h.l)) h = left(h)
      if (red(h.l) && red(h.l.l)) h = right(h)
      if (red(h.l) && red(h.r)) {
        h.red = true
        h.l.red = h.r.red = false
      }
      return h
    }
    let s = 11
    for (let i = 0; i < 400; i++) {
      s = (s * 16807) % 2147483647
      root = insert(root, s % 300)
      root.red = false
    }
    const keys = []
    const walk = (n, d, blacks) => {
      if (n === null) {
        heights.add(blacks)
        return d
      }
      walkLeft = walk(n.l, d + 1, blacks + !n.red)
      keys.push([n.k, n.n])
      return Math.max(walkLeft, walk(n.r, d + 1, blacks + !n.red))
    }
    const heights = new Set()
    let walkLeft
    const depth = walk(root, 0, 0)
    return [
      keys.length,
      keys.every(([k], i) => !i || keys[i - 1][0] < k),
      heights,
      depth,
      keys.reduce((h, [k, n]) => (h * 31 + k * n) | 0, 1)
    ]
  },
  'an AVL tree with deletion': () => {
    const h = (n) => n?.h ?? 0
    const fix = (n) => {
      n.h = 1 + Math.max(h(n.l), h(n.r))
      return n
    }
    const rot = (n, a, b) => {
      const c = n[a]
      n[a] = c[b]
      c[b] = fix(n)
      return fix(c)
    }
    const balance = (n) => {
      fix(n)
      const d = h(n.l) - h(n.r)
      if (d > 1) {
        if (h(n.l.l) < h(n.l.r)) n.l = rot(n.l, 'r', 'l')
        return rot(n, 'l', 'r')
      }
      if (d < -1) {
        if (h(n.r.r) < h(n.r.l)) n.r = rot(n.r, 'l', 'r')
        return rot(n, 'r', 'l')
      }
      return n
    }
    const add = (n, k) =>
      !n ? { k, h: 1 } : (k < n.k ? (n.l = add(n.l, k)) : k > n.k && (n.r = add(n.r, k)), balance(n))
    const min = (n) => (n.l ? min(n.l) : n)
    const del = (n, k) => {
      if (!n) return n
      if (k < n.k) n.l = del(n.l, k)
      else if (k > n.k) n.r = del(n.r, k)
      else if (!n.l || !n.r) return n.l ?? n.r
      else {
        n.k = min(n.r).k
        n.r = del(n.r, n.k)
      }
      return balance(n)
    }
    let t
    for (let i = 0; i < 200; i++) t = add(t, (i * 73) % 211)
    const full = h(t)
    for (let i = 0; i < 150; i++) t = del(t, (i * 31) % 211)
    const list = (n) => (n ? [...list(n.l), n.k, ...list(n.r)] : [])
    return [full, h(t), list(t).length, list(t).slice(0, 10), t.k]
  },
  'a skip list, a bloom filter and a trie': () => {
    let s = 99
    const coin = () => (s = (s * 48271) % 2147483647) & 1
    const head = { next: Array(8).fill(null) }
    for (const k of [30, 10, 50, 20, 40, 60, 5]) {
      let level = 1
      while (level < 8 && coin()) level++
      const node = { k, next: [] }
      let at = head
      for (let l = 7; l >= 0; l--) {
        while (at.next[l] && at.next[l].k < k) at = at.next[l]
        if (l < level) {
          node.next[l] = at.next[l] ?? null
          at.next[l] = node
        }
      }
    }
    const levels = head.next.map((n, l) => {
      let c = 0
      for (; n; n = n.next[l]) c++
      return c
    })
    const bits = new Uint8Array(64)
    const marks = (w) =>
      [7, 31, 131].map((m) => [...w].reduce((h, c) => (h * m + c.charCodeAt(0)) >>> 0, m) % 512)
    for (const w of ['node', 'peer', 'key', 'hint']) for (const b of marks(w)) bits[b >> 3] |= 1 << (b & 7)
    const maybe = (w) => marks(w).every((b) => bits[b >> 3] & (1 << (b & 7)))
    const trie = {}
    for (const w of ['car', 'card', 'care', 'cat', 'dog', 'do']) {
      let t = trie
      for (const c of w) t = t[c] ??= {}
      t.$ = w
    }
    const under = (p) => {
      let t = trie
      for (const c of p) if (!(t = t[c])) return []
      return JSON.stringify(t).match(/(?<="\$":")\w+/g)
    }
    return [levels, ['node', 'peer', 'gone', 'hint'].map(maybe), under('car'), under('x'), under('do')]
  },
  'a priority queue that sorts, and quicksort, mergesort, radix': () => {
    let s = 3
    const data = Array.from({ length: 300 }, () => (s = (s * 16807) % 2147483647) % 1000)
    const quick = (a, lo = 0, hi = a.length - 1) => {
      if (lo < hi) {
        const p = a[(lo + hi) >> 1]
        let i = lo,
          j = hi
        while (i <= j) {
          while (a[i] < p) i++
          while (a[j] > p) j--
          if (i <= j) {
            ;[a[i], a[j]] = [a[j], a[i]]
            i++
            j--
          }
        }
        quick(a, lo, j)
        quick(a, i, hi)
      }
      return a
    }
    const merge = (a) => {
      if (a.length < 2) return a
      const m = a.length >> 1,
        l = merge(a.slice(0, m)),
        r = merge(a.slice(m)),
        out = []
      while (l.length && r.length) out.push(l[0] <= r[0] ? l.shift() : r.shift())
      return [...out, ...l, ...r]
    }
    const radix = (a) => {
      for (let d = 0; d < 3; d++)
        a = a
          .reduce(
            (b, x) => (b[Math.floor(x / 10 ** d) % 10].push(x), b),
            Array.from({ length: 10 }, () => [])
          )
          .flat()
      return a
    }
    const heap = (a) => {
      a = [...a]
      const sift = (i, n) => {
        for (let c; (c = 2 * i + 1) < n; i = c) {
          if (c + 1 < n && a[c + 1] > a[c]) c++
          if (a[i] >= a[c]) return
          ;[a[i], a[c]] = [a[c], a[i]]
        }
      }
      for (let i = a.length >> 1; i >= 0; i--) sift(i, a.length)
      for (let n = a.length - 1; n > 0; n--) {
        ;[a[0], a[n]] = [a[n], a[0]]
        sift(0, n)
      }
      return a
    }
    const want = data.toSorted((a, b) => a - b).join()
    return [
      [quick([...data]), merge(data), radix(data), heap(data)].map((a) => a.join() === want),
      want.slice(0, 60),
      want.length
    ]
  },
  'linked lists, deques and a ring buffer': () => {
    let list = null
    for (let i = 10; i > 0; i--) list = { v: i, next: list }
    const reverse = (l) => {
      let r = null
      for (; l; l = l.next) r = { v: l.v, next: r }
      return r
    }
    const text = (l) => {
      let s = ''
      for (; l; l = l.next) s += `${l.v},`
      return s
    }
    class Ring {
      #a
      #h = 0
      #n = 0
      constructor(n) {
        this.#a = Array(n)
      }
      push(x) {
        this.#a[(this.#h + this.#n) % this.#a.length] = x
        if (this.#n < this.#a.length) this.#n++
        else this.#h = (this.#h + 1) % this.#a.length
      }
      *[Symbol.iterator]() {
        for (let i = 0; i < this.#n; i++) yield this.#a[(this.#h + i) % this.#a.length]
      }
    }
    const ring = new Ring(4)
    for (let i = 0; i < 10; i++) ring.push(i * i)
    const persistent = (f) => {
      const a = [null]
      for (let i = 0; i < 5; i++) a.push({ v: i, next: a.at(-1) })
      return a.map(f)
    }
    return [text(reverse(list)), [...ring], persistent(text)]
  },
  'a version vector and a counter that merges': () => {
    const merge = (a, b) =>
      Object.fromEntries(
        [...new Set([...Object.keys(a), ...Object.keys(b)])]
          .sort()
          .map((k) => [k, Math.max(a[k] ?? 0, b[k] ?? 0)])
      )
    const compare = (a, b) => {
      const m = merge(a, b)
      const up = (x) => Object.keys(m).every((k) => (x[k] ?? 0) === m[k])
      return up(a) && up(b) ? 'same' : up(a) ? 'after' : up(b) ? 'before' : 'concurrent'
    }
    const tick = (v, n) => ({ ...v, [n]: (v[n] ?? 0) + 1 })
    const a = tick(tick({}, 'x'), 'y'),
      b = tick(a, 'x'),
      c = tick(a, 'z')
    return [
      compare(a, b),
      compare(b, a),
      compare(b, c),
      merge(b, c),
      compare(merge(b, c), c),
      compare(a, { y: 1, x: 1 })
    ]
  },
  'consistent hashing': () => {
    const hash = (s) => {
      let h = 2166136261
      for (const c of s) h = Math.imul(h ^ c.charCodeAt(0), 16777619)
      h ^= h >>> 15
      return Math.imul(h, 0x85ebca6b) >>> 0
    }
    const ring = (nodes) =>
      nodes
        .flatMap((n) => Array.from({ length: 20 }, (_, i) => [hash(`${n}#${i}`), n]))
        .sort((a, b) => a[0] - b[0])
    const find = (r, k) => {
      const h = hash(k)
      let lo = 0,
        hi = r.length
      while (lo < hi) {
        const m = (lo + hi) >> 1
        if (r[m][0] < h) lo = m + 1
        else hi = m
      }
      return r[lo % r.length][1]
    }
    const keys = Array.from({ length: 300 }, (_, i) => `key-${i}`),
      before = ring(['a', 'b', 'c']),
      after = ring(['a', 'b', 'c', 'd'])
    return [
      Object.groupBy(keys.slice(0, 12), (k) => find(before, k)),
      keys.filter((k) => find(before, k) !== find(after, k)).length,
      keys.filter((k) => find(before, k) !== find(after, k)).every((k) => find(after, k) === 'd')
    ]
  },
  'a Merkle tree and its proofs': () => {
    const h = (s) => {
      let x = 0x811c9dc5,
        y = 0x1b873593
      for (let i = 0; i < s.length; i++) {
        x = Math.imul(x ^ s.charCodeAt(i), 16777619)
        y = Math.imul(y + s.charCodeAt(i), 0xcc9e2d51) ^ (x >>> 7)
      }
      return ((x >>> 0).toString(16) + (y >>> 0).toString(16)).padStart(16, '0')
    }
    const levels = (leaves) => {
      const out = [leaves.map(h)]
      while (out.at(-1).length > 1) {
        const l = out.at(-1)
        out.push(
          Array.from({ length: Math.ceil(l.length / 2) }, (_, i) => h(l[2 * i] + (l[2 * i + 1] ?? l[2 * i])))
        )
      }
      return out
    }
    const leaves = Array.from({ length: 11 }, (_, i) => `record ${i}`)
    const tree = levels(leaves)
    const proof = (i) =>
      tree.slice(0, -1).map((l) => {
        const p = [i & 1, l[i ^ 1] ?? l[i]]
        i >>= 1
        return p
      })
    const check = (leaf, p) =>
      p.reduce((x, [odd, y]) => (odd ? h(y + x) : h(x + y)), h(leaf)) === tree.at(-1)[0]
    return [
      tree.at(-1)[0],
      tree.map((l) => l.length),
      leaves.every((l, i) => check(l, proof(i))),
      check('forged', proof(3))
    ]
  }
}
