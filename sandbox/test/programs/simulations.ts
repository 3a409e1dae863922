// @ts-nocheck
// biome-ignore-all lint: the programs are odd on purpose
// Simulations and numerical work.
import type { Programs } from './program.ts'

export const SIMULATIONS: Programs = {
  'the game of life': () => {
    let cells = new Set([
      '1,0',
      '2,1',
      '0,2',
      '1,2',
      '2,2',
      '10,10',
      '11,10',
      '12,10',
      '20,5',
      '21,5',
      '20,6',
      '21,6'
    ])
    const step = () => {
      const n = new Map()
      for (const c of cells) {
        const [x, y] = c.split(',').map(Number)
        for (let dx = -1; dx < 2; dx++)
          for (let dy = -1; dy < 2; dy++)
            if (dx || dy) n.set(`${x + dx},${y + dy}`, (n.get(`${x + dx},${y + dy}`) ?? 0) + 1)
      }
      cells = new Set([...n].filter(([c, k]) => k === 3 || (k === 2 && cells.has(c))).map(([c]) => c))
    }
    for (let i = 0; i < 25; i++) step()
    return [...cells].sort()
  },
  'cellular automata': () =>
    [30, 90, 110, 184].map((rule) => {
      let row = '0'.repeat(20) + '1' + '0'.repeat(20)
      const rows = []
      for (let i = 0; i < 12; i++) {
        rows.push(parseInt(row, 2).toString(36))
        row = [...row]
          .map((_, j) => (rule >> parseInt((row[j - 1] ?? '0') + row[j] + (row[j + 1] ?? '0'), 2)) & 1)
          .join('')
      }
      return rows
    }),
  'Mandelbrot and Julia in text': () => {
    const escape = (x, y, cx, cy) => {
      let n = 0
      while (x * x + y * y < 4 && n < 30) {
        ;[x, y] = [x * x - y * y + cx, 2 * x * y + cy]
        n++
      }
      return n
    }
    const draw = (f) =>
      Array.from({ length: 11 }, (_, j) =>
        Array.from({ length: 31 }, (_, i) => ' .:-=+*#%@'[f(i / 10 - 2.1, j / 5 - 1) % 10]).join('')
      )
    return [draw((x, y) => escape(0, 0, x, y)), draw((x, y) => escape(x, y, -0.8, 0.156))]
  },
  'planets by leapfrog': () => {
    const bodies = [
      { m: 1, x: 0, y: 0, u: 0, v: 0 },
      { m: 1e-3, x: 1, y: 0, u: 0, v: 1 },
      { m: 1e-4, x: 0, y: 1.8, u: -0.745, v: 0 }
    ]
    const kick = (dt) => {
      for (const a of bodies)
        for (const b of bodies)
          if (a !== b) {
            const dx = b.x - a.x,
              dy = b.y - a.y,
              r = Math.hypot(dx, dy)
            a.u += (dt * b.m * dx) / r ** 3
            a.v += (dt * b.m * dy) / r ** 3
          }
    }
    const energy = () =>
      bodies.reduce(
        (e, a, i) =>
          e +
          0.5 * a.m * (a.u ** 2 + a.v ** 2) -
          bodies.slice(i + 1).reduce((s, b) => s + (a.m * b.m) / Math.hypot(a.x - b.x, a.y - b.y), 0),
        0
      )
    const before = energy()
    for (let i = 0; i < 400; i++) {
      kick(0.01)
      for (const b of bodies) {
        b.x += 0.02 * b.u
        b.y += 0.02 * b.v
      }
      kick(0.01)
    }
    return [bodies, before, energy()]
  },
  'a fast Fourier transform': () => {
    const fft = (re, im) => {
      const n = re.length
      if (n === 1) return [re, im]
      const half = (a, k) => a.filter((_, i) => i % 2 === k)
      const [er, ei] = fft(half(re, 0), half(im, 0)),
        [or, oi] = fft(half(re, 1), half(im, 1))
      const r = [],
        j = []
      for (let k = 0; k < n / 2; k++) {
        const c = Math.cos((-2 * Math.PI * k) / n),
          s = Math.sin((-2 * Math.PI * k) / n),
          tr = c * or[k] - s * oi[k],
          ti = c * oi[k] + s * or[k]
        r[k] = er[k] + tr
        j[k] = ei[k] + ti
        r[k + n / 2] = er[k] - tr
        j[k + n / 2] = ei[k] - ti
      }
      return [r, j]
    }
    const signal = Array.from({ length: 32 }, (_, i) => Math.sin(i) + 0.5 * Math.cos(3 * i))
    const [r, j] = fft(
      signal,
      signal.map(() => 0)
    )
    const [br] = fft(
      r.map((x) => x / 32),
      j.map((x) => -x / 32)
    )
    return [r, j.map((x) => x.toFixed(9)), br.every((x, i) => Math.abs(x - signal[i]) < 1e-12)]
  },
  'linear equations, least squares and eigenvalues': () => {
    const solve = (A, b) => {
      A = A.map((r, i) => [...r, b[i]])
      const n = A.length
      for (let i = 0; i < n; i++) {
        let p = i
        for (let k = i + 1; k < n; k++) if (Math.abs(A[k][i]) > Math.abs(A[p][i])) p = k
        ;[A[i], A[p]] = [A[p], A[i]]
        for (let k = i + 1; k < n; k++) {
          const f = A[k][i] / A[i][i]
          for (let j = i; j <= n; j++) A[k][j] -= f * A[i][j]
        }
      }
      const x = Array(n)
      for (let i = n - 1; i >= 0; i--) x[i] = (A[i][n] - x.reduce((s, v, j) => s + A[i][j] * v, 0)) / A[i][i]
      return x
    }
    const points = [
      [1, 2.1],
      [2, 3.9],
      [3, 6.2],
      [4, 7.8],
      [5, 10.1]
    ]
    const sums = points.reduce(
      (s, [x, y]) => [s[0] + 1, s[1] + x, s[2] + x * x, s[3] + y, s[4] + x * y],
      [0, 0, 0, 0, 0]
    )
    let v = [1, 1, 1]
    const M = [
      [2, -1, 0],
      [-1, 2, -1],
      [0, -1, 2]
    ]
    let lambda = 0
    for (let i = 0; i < 40; i++) {
      const w = M.map((r) => r.reduce((s, x, j) => s + x * v[j], 0))
      lambda = Math.hypot(...w)
      v = w.map((x) => x / lambda)
    }
    return [
      solve(
        [
          [2, 1, -1],
          [-3, -1, 2],
          [-2, 1, 2]
        ],
        [8, -11, -3]
      ),
      solve(
        [
          [sums[0], sums[1]],
          [sums[1], sums[2]]
        ],
        [sums[3], sums[4]]
      ),
      lambda,
      v
    ]
  },
  'roots, integrals and differential equations': () => {
    const newton = (f, x) => {
      let n = 0
      for (;;) {
        const d = (f(x + 1e-6) - f(x - 1e-6)) / 2e-6,
          y = x - f(x) / d
        n++
        if (Math.abs(y - x) < 1e-12 || n > 50) return [y, n]
        x = y
      }
    }
    const bisect = (f, a, b) => {
      for (let i = 0; i < 60; i++) {
        const m = (a + b) / 2
        if (Math.sign(f(m)) === Math.sign(f(a))) a = m
        else b = m
      }
      return a
    }
    const simpson = (f, a, b, n = 100) => {
      let s = f(a) + f(b)
      for (let i = 1; i < n; i++) s += f(a + ((b - a) * i) / n) * (i % 2 ? 4 : 2)
      return (s * (b - a)) / n / 3
    }
    let [x, y] = [0, 1]
    for (let i = 0; i < 100; i++) {
      const f = (x, y) => y * Math.cos(x),
        h = 0.05,
        k1 = f(x, y),
        k2 = f(x + h / 2, y + (h * k1) / 2),
        k3 = f(x + h / 2, y + (h * k2) / 2),
        k4 = f(x + h, y + h * k3)
      y += (h * (k1 + 2 * k2 + 2 * k3 + k4)) / 6
      x += h
    }
    return [
      newton((x) => x ** 3 - 2 * x - 5, 2),
      bisect(Math.cos, 0, 3),
      simpson(Math.exp, 0, 1),
      simpson((x) => 1 / (1 + x * x), 0, 1) * 4,
      y,
      Math.exp(Math.sin(5))
    ]
  },
  'primes: sieve, factors, goldbach': () => {
    const n = 5000,
      composite = new Uint8Array(n + 1),
      primes = []
    for (let i = 2; i <= n; i++)
      if (!composite[i]) {
        primes.push(i)
        for (let j = i * i; j <= n; j += i) composite[j] = 1
      }
    const factors = (x) => {
      const out = {}
      for (const p of primes) {
        while (x % p === 0) {
          out[p] = (out[p] ?? 0) + 1
          x /= p
        }
        if (p * p > x) break
      }
      if (x > 1) out[x] = 1
      return out
    }
    const goldbach = (x) => primes.findLast((p) => p <= x && !composite[x - p] && x - p > 1)
    return [
      primes.length,
      primes.at(-1),
      primes.reduce((a, b) => a + b),
      factors(2 ** 20 * 81 * 4999),
      factors(999999),
      [100, 998, 4000].map(goldbach)
    ]
  },
  'a bank with transactions that roll back': () => {
    class Insufficient extends Error {
      constructor(who, short) {
        super(`${who} is short of ${short}`)
        this.name = 'Insufficient'
        Object.assign(this, { who, short })
      }
    }
    const accounts = new Map([
      ['ann', 100],
      ['bob', 50],
      ['cy', 0]
    ])
    const journal = []
    const transaction = (f) => {
      const saved = new Map(accounts)
      const mark = journal.length
      try {
        return f({
          move(from, to, n) {
            const left = accounts.get(from) - n
            if (left < 0) throw new Insufficient(from, -left)
            accounts.set(from, left)
            accounts.set(to, accounts.get(to) + n)
            journal.push(`${from}>${to} ${n}`)
          }
        })
      } catch (e) {
        accounts.clear()
        for (const [k, v] of saved) accounts.set(k, v)
        journal.length = mark
        throw e
      } finally {
        journal.push('end')
      }
    }
    return [
      transaction((t) => {
        t.move('ann', 'bob', 30)
        t.move('bob', 'cy', 80)
        return 'done'
      }),
      attempt(() =>
        transaction((t) => {
          t.move('cy', 'ann', 10)
          t.move('bob', 'ann', 1)
        })
      ),
      accounts,
      journal
    ]
  },
  'an event loop of timers, a lift and a queue': () => {
    const events = [],
      log = []
    let now = 0
    const at = (t, f) => {
      events.push({ t: now + t, n: events.length, f })
      events.sort((a, b) => a.t - b.t || a.n - b.n)
    }
    let floor = 0,
      going = null
    const calls = []
    const move = () => {
      if (going === null) {
        going = calls.shift() ?? null
        if (going === null) return
      }
      floor += Math.sign(going - floor)
      if (floor === going) {
        log.push(`${now}: at ${floor}`)
        going = null
        at(3, move)
      } else at(1, move)
    }
    for (const [t, f] of [
      [1, 5],
      [2, 2],
      [4, 9],
      [30, 0]
    ])
      at(t, () => {
        calls.push(f)
        log.push(`${now}: call ${f}`)
        if (going === null && calls.length === 1) move()
      })
    for (let guard = 0; events.length && guard < 200; guard++) {
      const e = events.shift()
      now = e.t
      e.f()
    }
    return [log, now, floor]
  },
  'Markov text, a shuffle and a lottery from one seed': () => {
    let s = 2026
    const draw = () => (s = (s * 48271) % 2147483647) / 2147483647
    const words =
      'the node asks the peer and the peer asks the node and the key is found and the value is kept'.split(
        ' '
      )
    const chain = {}
    words.forEach((w, i) => {
      if (words[i + 1]) (chain[w] ??= []).push(words[i + 1])
    })
    const text = ['the']
    while (text.length < 25)
      text.push((chain[text.at(-1)] ?? words)[Math.floor(draw() * (chain[text.at(-1)] ?? words).length)])
    const deck = Array.from({ length: 52 }, (_, i) => '23456789TJQKA'[i % 13] + '♠♥♦♣'[(i / 13) | 0])
    for (let i = 51; i > 0; i--) {
      const j = Math.floor(draw() * (i + 1))
      ;[deck[i], deck[j]] = [deck[j], deck[i]]
    }
    const gauss = Array.from(
      { length: 200 },
      () => Math.sqrt(-2 * Math.log(draw())) * Math.cos(2 * Math.PI * draw())
    )
    return [
      text.join(' '),
      deck.slice(0, 10).join(' '),
      gauss.reduce((a, b) => a + b) / 200,
      Math.sqrt(gauss.reduce((a, b) => a + b * b, 0) / 200)
    ]
  },
  'a tracker of peers with expiry': () => {
    const peers = new Map()
    const announce = (now, id, left) => {
      peers.set(id, { seen: now, left })
      for (const [k, p] of peers) if (now - p.seen > 1800) peers.delete(k)
      return [...peers]
        .filter(([k]) => k !== id)
        .slice(-3)
        .map(([k]) => k)
    }
    const replies = []
    for (let i = 0; i < 40; i++) replies.push(announce(i * 200, `peer${(i * 7) % 13}`, i % 3).length)
    return [
      replies.join(''),
      [...peers].map(([k, { seen, left }]) => `${k}@${seen}/${left}`),
      [...peers.values()].filter((p) => p.left === 0).length
    ]
  },
  'a spreadsheet that recalculates': () => {
    const cells = {
      A1: '5',
      A2: '=A1*2',
      A3: '=A1+A2',
      B1: '=SUM(A1:A3)',
      B2: '=B1/A2',
      C1: '=C2',
      C2: '=C1',
      D1: '=IF(A3>10,"big","small")',
      E1: '=Z9+1',
      F1: '=A1+'
    }
    const value = (name, path = []) => {
      if (path.includes(name)) return '#CYCLE'
      const c = cells[name]
      if (c === undefined) return 0
      if (c[0] !== '=') return +c
      try {
        const code = c
          .slice(1)
          .replace(
            /SUM\((\w)(\d):\w(\d)\)/g,
            (_, col, a, b) => `(${Array.from({ length: b - a + 1 }, (_, i) => `${col}${+a + i}`).join('+')})`
          )
          .replace(/IF\((.+?),(.+?),(.+?)\)/g, '(($1)?$2:$3)')
          .replace(/[A-Z]\d/g, (n) => JSON.stringify(value(n, [...path, name])))
        return Function(`return (${code})`)()
      } catch (e) {
        return `#${e.name}`
      }
    }
    const all = () => Object.fromEntries(Object.keys(cells).map((k) => [k, value(k)]))
    const before = all()
    cells.A1 = '1'
    return [before, all()]
  },
  'a state machine for a protocol, from a table': () => {
    const table =
      `closed open opening\nopening ok open\nopening error closed\nopen close closing\nopen data open\nclosing ok closed`
        .split('\n')
        .map((l) => l.split(' '))
    const next = new Map(table.map(([from, on, to]) => [`${from}/${on}`, to]))
    const run = (inputs) =>
      inputs.split(' ').reduce(
        ([state, log], on) => {
          const to = next.get(`${state}/${on}`)
          return to ? [to, [...log, `${state}-${on}>${to}`]] : [state, [...log, `${state} refuses ${on}`]]
        },
        ['closed', []]
      )
    const reachable = (from) => {
      const seen = new Set([from])
      for (const s of seen) for (const [a, , b] of table) if (a === s) seen.add(b)
      return [...seen]
    }
    return [
      run('open ok data data close data ok open error close'),
      reachable('closing'),
      reachable('closed').length
    ]
  }
}
