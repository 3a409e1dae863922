// @ts-nocheck
// biome-ignore-all lint: the programs are odd on purpose
// Searches: backtracking, shortest paths, dynamic programming, graphs, games.
import type { Programs } from './program.ts'

export const SEARCHES: Programs = {
  'n queens': () => {
    const solve = (n, row = 0, cols = 0, d1 = 0, d2 = 0) => {
      if (row === n) return 1
      let count = 0
      for (let free = ~(cols | d1 | d2) & ((1 << n) - 1); free; free &= free - 1) {
        const bit = free & -free
        count += solve(n, row + 1, cols | bit, (d1 | bit) << 1, (d2 | bit) >> 1)
      }
      return count
    }
    const first = (n, qs = []) => {
      if (qs.length === n) return qs
      for (let c = 0; c < n; c++)
        if (qs.every((q, r) => q !== c && Math.abs(q - c) !== qs.length - r)) {
          const s = first(n, [...qs, c])
          if (s) return s
        }
    }
    return [[1, 4, 5, 6, 7].map((n) => solve(n)), first(8)]
  },
  'A* through a maze': () => {
    const maze = ['S.#.....', '.##.###.', '....#...', '.####.#.', '......#.', '.###.##.', '...#...E'].map(
      (r) => [...r]
    )
    const [h, w] = [maze.length, maze[0].length]
    const open = [{ x: 0, y: 0, g: 0, f: 0, path: '' }],
      best = new Map()
    let expanded = 0
    while (open.length) {
      open.sort((a, b) => a.f - b.f || b.g - a.g)
      const { x, y, g, path } = open.shift()
      expanded++
      if (maze[y][x] === 'E') return [g, path, expanded, best.size]
      for (const [dx, dy, name] of [
        [1, 0, 'r'],
        [0, 1, 'd'],
        [-1, 0, 'l'],
        [0, -1, 'u']
      ]) {
        const [nx, ny] = [x + dx, y + dy]
        if (!maze[ny]?.[nx] || maze[ny][nx] === '#' || (best.get(ny * w + nx) ?? Infinity) <= g + 1) continue
        best.set(ny * w + nx, g + 1)
        open.push({ x: nx, y: ny, g: g + 1, f: g + 1 + (w - 1 - nx) + (h - 1 - ny), path: path + name })
      }
    }
  },
  'shortest paths with a binary heap': () => {
    const n = 60,
      edges = Array.from({ length: n }, () => [])
    let s = 7
    for (let i = 0; i < 240; i++) {
      s = (s * 48271) % 2147483647
      edges[s % n].push([(s >> 8) % n, ((s >> 4) % 20) + 1])
    }
    const heap = [[0, 0]],
      dist = Array(n).fill(Infinity)
    dist[0] = 0
    const push = (x) => {
      heap.push(x)
      let i = heap.length - 1
      while (i && heap[(i - 1) >> 1][0] > heap[i][0]) {
        ;[heap[i], heap[(i - 1) >> 1]] = [heap[(i - 1) >> 1], heap[i]]
        i = (i - 1) >> 1
      }
    }
    const pop = () => {
      const top = heap[0],
        last = heap.pop()
      if (heap.length) {
        heap[0] = last
        for (let i = 0; ; ) {
          let c = 2 * i + 1
          if (c >= heap.length) break
          if (c + 1 < heap.length && heap[c + 1][0] < heap[c][0]) c++
          if (heap[c][0] >= heap[i][0]) break
          ;[heap[i], heap[c]] = [heap[c], heap[i]]
          i = c
        }
      }
      return top
    }
    let pops = 0
    while (heap.length) {
      const [d, u] = pop()
      pops++
      if (d > dist[u]) continue
      for (const [v, w] of edges[u])
        if (d + w < dist[v]) {
          dist[v] = d + w
          push([dist[v], v])
        }
    }
    return [dist, pops]
  },
  'a sudoku': () => {
    const grid = [...'53..7....6..195....98....6.8...6...34..8.3..17...2...6.6....28....419..5....8..79'].map(
      (c) => (c === '.' ? 0 : +c)
    )
    let steps = 0
    const free = (at) => {
      const used = new Set()
      const r = (at / 9) | 0,
        c = at % 9
      for (let i = 0; i < 9; i++)
        used
          .add(grid[r * 9 + i])
          .add(grid[i * 9 + c])
          .add(grid[(((r / 3) | 0) * 3 + ((i / 3) | 0)) * 9 + ((c / 3) | 0) * 3 + (i % 3)])
      return [1, 2, 3, 4, 5, 6, 7, 8, 9].filter((d) => !used.has(d))
    }
    const solve = () => {
      steps++
      let best,
        at = -1
      for (let i = 0; i < 81; i++)
        if (!grid[i]) {
          const f = free(i)
          if (!best || f.length < best.length) {
            best = f
            at = i
          }
        }
      if (!best) return true
      for (const d of best) {
        grid[at] = d
        if (solve()) return true
      }
      grid[at] = 0
      return false
    }
    return [solve(), grid.join(''), steps]
  },
  'knapsack, coins and subset sums': () => {
    const items = [
      [12, 4],
      [2, 2],
      [1, 1],
      [4, 10],
      [1, 2],
      [7, 5],
      [9, 8]
    ]
    const best = Array(16).fill(0)
    for (const [w, v] of items) for (let c = 15; c >= w; c--) best[c] = Math.max(best[c], best[c - w] + v)
    const ways = (coins, n) =>
      coins.reduce(
        (t, c) => {
          for (let i = c; i <= n; i++) t[i] += t[i - c]
          return t
        },
        [1, ...Array(n).fill(0)]
      )[n]
    const subsets = (a, n) => {
      let found = 0
      for (let m = 0; m < 1 << a.length; m++)
        if (a.reduce((s, x, i) => s + ((m >> i) & 1 ? x : 0), 0) === n) found++
      return found
    }
    return [best, ways([1, 2, 5, 10, 20, 50, 100, 200], 200), subsets([3, 34, 4, 12, 5, 2, 7, 8, 9], 21)]
  },
  'edit distance, longest common subsequence, alignment': () => {
    const lev = (a, b) => {
      let row = [...Array(b.length + 1).keys()]
      for (let i = 1; i <= a.length; i++) {
        const next = [i]
        for (let j = 1; j <= b.length; j++)
          next[j] = Math.min(next[j - 1] + 1, row[j] + 1, row[j - 1] + (a[i - 1] !== b[j - 1]))
        row = next
      }
      return row[b.length]
    }
    const lcs = (a, b) => {
      const t = Array.from({ length: a.length + 1 }, () => Array(b.length + 1).fill(''))
      for (let i = 1; i <= a.length; i++)
        for (let j = 1; j <= b.length; j++)
          t[i][j] =
            a[i - 1] === b[j - 1]
              ? t[i - 1][j - 1] + a[i - 1]
              : t[i - 1][j].length >= t[i][j - 1].length
                ? t[i - 1][j]
                : t[i][j - 1]
      return t[a.length][b.length]
    }
    return [
      lev('kitten', 'sitting'),
      lev('', 'abc'),
      lev('intention', 'execution'),
      lcs('AGGTABXYCDE', 'GXTXAYBCE'),
      lcs('nematode knowledge', 'empty bottle')
    ]
  },
  'substring search three ways': () => {
    const text = 'ababcabababd abcabcabd ababd'.repeat(4),
      word = 'ababd'
    const kmp = () => {
      const f = [0]
      for (let i = 1, k = 0; i < word.length; i++) {
        while (k && word[k] !== word[i]) k = f[k - 1]
        if (word[k] === word[i]) k++
        f[i] = k
      }
      const hits = []
      for (let i = 0, k = 0; i < text.length; i++) {
        while (k && word[k] !== text[i]) k = f[k - 1]
        if (word[k] === text[i]) k++
        if (k === word.length) {
          hits.push(i - k + 1)
          k = f[k - 1]
        }
      }
      return hits
    }
    const rolling = () => {
      const M = 1000003,
        B = 257
      const h = (s) => [...s].reduce((x, c) => (x * B + c.charCodeAt(0)) % M, 0)
      let top = 1
      for (let i = 1; i < word.length; i++) top = (top * B) % M
      const want = h(word)
      let x = h(text.slice(0, word.length))
      const hits = []
      for (let i = 0; ; i++) {
        if (x === want && text.startsWith(word, i)) hits.push(i)
        if (i + word.length >= text.length) return hits
        x = ((x - ((text.charCodeAt(i) * top) % M) + M) * B + text.charCodeAt(i + word.length)) % M
      }
    }
    const native = [...text.matchAll(/(?=ababd)/g)].map((m) => m.index)
    return [kmp(), kmp().join() === rolling().join(), kmp().join() === native.join()]
  },
  'topological order and cycles': () => {
    const deps = {
      app: ['net', 'store', 'log'],
      net: ['crypto', 'log'],
      store: ['codec', 'log'],
      codec: [],
      crypto: ['codec'],
      log: []
    }
    const order = (g) => {
      const out = [],
        state = {}
      const visit = (n, path) => {
        if (state[n] === 1) throw new Error(`cycle ${[...path.slice(path.indexOf(n)), n].join(' > ')}`)
        if (state[n]) return
        state[n] = 1
        for (const d of g[n]) visit(d, [...path, n])
        state[n] = 2
        out.push(n)
      }
      Object.keys(g).forEach((n) => visit(n, []))
      return out
    }
    const components = (g) => {
      let i = 0
      const idx = {},
        low = {},
        stack = [],
        out = []
      const go = (v) => {
        idx[v] = low[v] = i++
        stack.push(v)
        for (const w of g[v])
          if (!(w in idx)) {
            go(w)
            low[v] = Math.min(low[v], low[w])
          } else if (stack.includes(w)) low[v] = Math.min(low[v], idx[w])
        if (low[v] === idx[v]) out.push(stack.splice(stack.indexOf(v)).sort())
      }
      Object.keys(g).forEach((v) => {
        if (!(v in idx)) go(v)
      })
      return out
    }
    return [
      order(deps),
      attempt(() => order({ ...deps, log: ['app'] })),
      components({ a: ['b'], b: ['c', 'd'], c: ['a'], d: ['e'], e: ['d'] })
    ]
  },
  'minimax noughts and crosses': () => {
    const lines = [
      [0, 1, 2],
      [3, 4, 5],
      [6, 7, 8],
      [0, 3, 6],
      [1, 4, 7],
      [2, 5, 8],
      [0, 4, 8],
      [2, 4, 6]
    ]
    const seen = new Map()
    const play = (b, p) => {
      const key = b + p
      if (seen.has(key)) return seen.get(key)
      const won = lines.find(([x, y, z]) => b[x] !== '.' && b[x] === b[y] && b[y] === b[z])
      let best = won ? [b[won[0]] === p ? 1 : -1, -1] : !b.includes('.') ? [0, -1] : null
      if (!best) {
        best = [-2, -1]
        for (let i = 0; i < 9; i++)
          if (b[i] === '.') {
            const v = -play(b.slice(0, i) + p + b.slice(i + 1), p === 'x' ? 'o' : 'x')[0]
            if (v > best[0]) best = [v, i]
          }
      }
      seen.set(key, best)
      return best
    }
    return [play('xo..x.o..', 'x'), play('x...o....', 'x'), play('xx.oo....', 'o'), seen.size]
  },
  'a knight’s distances and islands of a map': () => {
    const dist = Array(64).fill(-1)
    dist[0] = 0
    for (const q = [0]; q.length; ) {
      const at = q.shift()
      for (const [dx, dy] of [
        [1, 2],
        [2, 1],
        [2, -1],
        [1, -2],
        [-1, -2],
        [-2, -1],
        [-2, 1],
        [-1, 2]
      ]) {
        const x = (at % 8) + dx,
          y = (at >> 3) + dy
        if (x >= 0 && x < 8 && y >= 0 && y < 8 && dist[y * 8 + x] < 0) {
          dist[y * 8 + x] = dist[at] + 1
          q.push(y * 8 + x)
        }
      }
    }
    const map = ['##..#', '#...#', '..#..', '....#'].map((r) => [...r])
    const sink = (y, x) => {
      if (map[y]?.[x] !== '#') return 0
      map[y][x] = '.'
      return 1 + sink(y + 1, x) + sink(y - 1, x) + sink(y, x + 1) + sink(y, x - 1)
    }
    return [dist.join(''), map.flatMap((r, y) => r.map((_, x) => sink(y, x)).filter(Boolean))]
  }
}
