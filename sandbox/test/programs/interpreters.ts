// @ts-nocheck
// biome-ignore-all lint: the programs are odd on purpose
// Interpreters, compilers and parsers of small languages.
import type { Programs } from './program.ts'

export const INTERPRETERS: Programs = {
  brainfuck: () => {
    const run = (code, input = '') => {
      const m = new Uint8Array(64)
      let p = 0,
        i = 0,
        out = '',
        steps = 0
      const jump = {},
        stack = []
      ;[...code].forEach((c, j) => {
        if (c === '[') stack.push(j)
        if (c === ']') {
          const k = stack.pop()
          jump[k] = j
          jump[j] = k
        }
      })
      for (let pc = 0; pc < code.length; pc++) {
        steps++
        switch (code[pc]) {
          case '>':
            p++
            break
          case '<':
            p--
            break
          case '+':
            m[p]++
            break
          case '-':
            m[p]--
            break
          case '.':
            out += String.fromCharCode(m[p])
            break
          case ',':
            m[p] = input.charCodeAt(i++) || 0
            break
          case '[':
            if (!m[p]) pc = jump[pc]
            break
          case ']':
            if (m[p]) pc = jump[pc]
        }
      }
      return [out, steps]
    }
    return [
      run(
        '++++++++[>++++[>++>+++>+++>+<<<<-]>+>+>->>+[<]<-]>>.>---.+++++++..+++.>>.<-.<.+++.------.--------.>>+.'
      ),
      run(',[>+>+<<-]>.>.', 'A'),
      run(',[.,]', 'echo')
    ]
  },
  'a Lisp': () => {
    const read = (s) => {
      const t = s.match(/[()']|[^\s()']+/g)
      const next = () => {
        const x = t.shift()
        if (x === '(') {
          const l = []
          while (t[0] !== ')') l.push(next())
          t.shift()
          return l
        }
        return x === "'" ? ['quote', next()] : Number.isNaN(+x) ? x : +x
      }
      const all = []
      while (t.length) all.push(next())
      return all
    }
    const global = {
      __proto__: null,
      '+': (...a) => a.reduce((x, y) => x + y, 0),
      '-': (a, b) => a - b,
      '*': (a, b) => a * b,
      '<': (a, b) => a < b,
      '=': (a, b) => a === b,
      car: (l) => l[0],
      cdr: (l) => l.slice(1),
      cons: (a, l) => [a, ...l],
      'null?': (l) => l.length === 0,
      list: (...a) => a
    }
    const look = (k, env) => {
      for (; env; env = Object.getPrototypeOf(env)) if (Object.hasOwn(env, k)) return env[k]
      throw new ReferenceError(k)
    }
    const ev = (x, env) => {
      for (;;) {
        if (typeof x === 'string') return look(x, env)
        if (!Array.isArray(x)) return x
        const [op, ...a] = x
        if (op === 'quote') return a[0]
        if (op === 'if') {
          x = ev(a[0], env) ? a[1] : a[2]
          continue
        }
        if (op === 'define') {
          env[a[0]] = ev(a[1], env)
          return
        }
        if (op === 'let') {
          const e = Object.create(env)
          for (const [k, v] of a[0]) e[k] = ev(v, env)
          x = a[1]
          env = e
          continue
        }
        if (op === 'lambda') {
          const e0 = env
          return (...v) => {
            const e = Object.create(e0)
            a[0].forEach((k, i) => {
              e[k] = v[i]
            })
            return ev(a[1], e)
          }
        }
        return ev(op, env)(...a.map((y) => ev(y, env)))
      }
    }
    const run = (s) =>
      read(s)
        .map((x) => ev(x, global))
        .at(-1)
    return [
      run('(define fact (lambda (n) (if (< n 2) 1 (* n (fact (- n 1)))))) (fact 15)'),
      run(
        "(define map (lambda (f l) (if (null? l) l (cons (f (car l)) (map f (cdr l)))))) (map (lambda (x) (* x x)) '(1 2 3 4))"
      ),
      run('(let ((a 2) (b 3)) ((lambda (x) (+ x a b)) 10))'),
      run(
        "(define fold (lambda (f z l) (if (null? l) z (fold f (f z (car l)) (cdr l))))) (fold + 0 '(1 2 3 4 5))"
      ),
      attempt(() => run('(undefined-name 1)'))
    ]
  },
  'a calculator: tokens, tree, stack machine': () => {
    const parse = (s) => {
      const t = s.match(/\d+\.?\d*|[-+*\/^()]|\w+/g)
      const prec = { '+': 1, '-': 1, '*': 2, '/': 2, '^': 4 }
      const expr = (min) => {
        let l = unary()
        for (let op; (op = t[0]) && prec[op] > min; ) {
          t.shift()
          l = [op, l, expr(op === '^' ? prec[op] - 1 : prec[op])]
        }
        return l
      }
      const unary = () => {
        const x = t.shift()
        if (x === '-') return ['neg', expr(3)]
        if (x === '(') {
          const e = expr(0)
          if (t.shift() !== ')') throw new SyntaxError('missing )')
          return e
        }
        if (x === undefined) throw new SyntaxError('unexpected end')
        return /\d/.test(x) ? +x : x
      }
      const e = expr(0)
      if (t.length) throw new SyntaxError(`extra ${t[0]}`)
      return e
    }
    const compile = (e) => (Array.isArray(e) ? [...e.slice(1).flatMap(compile), e[0]] : [e])
    const exec = (code, vars) => {
      const st = []
      for (const c of code) {
        if (typeof c === 'number') st.push(c)
        else if (c === 'neg') st.push(-st.pop())
        else if ('+-*/^'.includes(c)) {
          const b = st.pop(),
            a = st.pop()
          st.push(c === '+' ? a + b : c === '-' ? a - b : c === '*' ? a * b : c === '/' ? a / b : a ** b)
        } else if (c in vars) st.push(vars[c])
        else throw new ReferenceError(c)
      }
      return st.pop()
    }
    return ['1 + 2 * 3', '-2 ^ 2', '2 ^ 3 ^ 2', '(1 + x) * -y', '8 / 4 / 2', '10 - 4 - 3']
      .map((s) => [parse(s), compile(parse(s)).join(' '), exec(compile(parse(s)), { x: 4, y: 2.5 })])
      .concat([[attempt(() => parse('(1')), attempt(() => parse('1 2')), attempt(() => exec(['q'], {}))]])
  },
  'a stack machine with subroutines': () => {
    const source = 'push 10 call 12 out halt dup push 0 eq jnz 33 drop push 1 push 0 push 1 halt'
    const program = [
      ['push', 12],
      ['call', 3],
      ['halt'],
      ['dup'],
      ['push', 2],
      ['lt'],
      ['jnz', 16],
      ['dup'],
      ['push', 1],
      ['sub'],
      ['call', 3],
      ['swap'],
      ['push', 2],
      ['sub'],
      ['call', 3],
      ['add'],
      ['ret']
    ]
    const run = (code) => {
      const s = [],
        r = []
      let pc = 0,
        n = 0
      for (;;) {
        n++
        const [op, x] = code[pc++]
        switch (op) {
          case 'push':
            s.push(x)
            break
          case 'dup':
            s.push(s.at(-1))
            break
          case 'swap':
            s.push(...s.splice(-2).reverse())
            break
          case 'add':
            s.push(s.pop() + s.pop())
            break
          case 'sub': {
            const b = s.pop()
            s.push(s.pop() - b)
            break
          }
          case 'lt': {
            const b = s.pop()
            s.push(s.pop() < b ? 1 : 0)
            break
          }
          case 'jnz':
            if (s.pop()) pc = x
            break
          case 'call':
            r.push(pc)
            pc = x
            break
          case 'ret':
            pc = r.pop()
            break
          case 'halt':
            return [s, n]
        }
      }
    }
    return [run(program), source.split(' ').length]
  },
  'lambda calculus: church numerals and reduction': () => {
    const zero = () => (x) => x,
      succ = (n) => (f) => (x) => f(n(f)(x)),
      add = (a) => (b) => (f) => (x) => a(f)(b(f)(x)),
      mul = (a) => (b) => (f) => a(b(f)),
      pow = (a) => (b) => b(a),
      num = (n) => n((x) => x + 1)(0),
      pred = (n) => (f) => (x) => n((g) => (h) => h(g(f)))(() => x)((u) => u)
    const two = succ(succ(zero)),
      three = succ(two)
    const subst = (t, n, v) =>
      typeof t === 'string'
        ? t === n
          ? v
          : t
        : t.l
          ? t.l === n
            ? t
            : { l: t.l, b: subst(t.b, n, v) }
          : { f: subst(t.f, n, v), a: subst(t.a, n, v) }
    const reduce = (t, fuel = 50) => {
      while (fuel-- > 0) {
        const step = (t) =>
          typeof t === 'string'
            ? null
            : t.l
              ? ((b) => b && { l: t.l, b })(step(t.b))
              : t.f.l
                ? subst(t.f.b, t.f.l, t.a)
                : ((f) => (f ? { f, a: t.a } : ((a) => a && { f: t.f, a })(step(t.a))))(step(t.f))
        const n = step(t)
        if (!n) return t
        t = n
      }
      return 'no end'
    }
    const show = (t) =>
      typeof t === 'string' ? t : t.l ? `\\${t.l}.${show(t.b)}` : `(${show(t.f)} ${show(t.a)})`
    return [
      num(add(two)(three)),
      num(mul(three)(three)),
      num(pow(two)(three)),
      num(pred(pow(three)(three))),
      show(reduce({ f: { f: { l: 'x', b: { l: 'y', b: 'x' } }, a: 'p' }, a: 'q' })),
      reduce({ f: { l: 'x', b: { f: 'x', a: 'x' } }, a: { l: 'x', b: { f: 'x', a: 'x' } } })
    ]
  },
  'a template engine and a Markdown renderer': () => {
    const render = (t, d) =>
      t
        .replace(/\{#(\w+)\}([^]*?)\{\/\1\}/g, (_, k, body) =>
          (Array.isArray(d[k]) ? d[k] : d[k] ? [d] : []).map((x) => render(body, { ...d, ...x })).join('')
        )
        .replace(
          /\{(\w+)(?:\|(\w+))?\}/g,
          (_, k, f) =>
            ({ upper: (s) => s.toUpperCase(), length: (s) => s.length })[f]?.(String(d[k])) ??
            String(d[k] ?? '')
        )
    const md = (s) =>
      s
        .split(/\n{2,}/)
        .map((b) =>
          /^#+ /.test(b)
            ? b.replace(/^(#+) (.*)$/, (_, h, t) => `<h${h.length}>${t}</h${h.length}>`)
            : /^- /.test(b)
              ? `<ul>${b
                  .split('\n')
                  .map((l) => `<li>${l.slice(2)}</li>`)
                  .join('')}</ul>`
              : `<p>${b}</p>`
        )
        .join('')
        .replace(/\*\*(.+?)\*\*/g, '<b>$1</b>')
        .replace(/`([^`]+)`/g, '<code>$1</code>')
        .replace(/\[(.+?)\]\((.+?)\)/g, '<a href="$2">$1</a>')
    return [
      render('Hi {name|upper}! {#items}<{n}:{name}>{/items}{#none}no{/none}{#yes}yes{/yes}', {
        name: 'ann',
        items: [{ n: 1 }, { n: 2, name: 'bob' }],
        yes: true
      }),
      md('# Title\n\nSome **bold** and `code`, a [link](x.html).\n\n- one\n- two')
    ]
  },
  'a scanner and parser for a tiny language, run': () => {
    const source =
      'fn gcd(a, b) { while (b != 0) { let t = a % b; a = b; b = t; } return a; } let total = 0; let i = 1; while (i < 20) { if (gcd(i, 12) == 1) { total = total + i; print(i); } i = i + 1; } print(total);'
    const t = source.match(/[a-z]\w*|\d+|[!=<>]=|[-+*\/%<>=(){},;]/g)
    let at = 0
    const eat = (x) => {
      if (t[at] !== x) throw new SyntaxError(`expected ${x}, not ${t[at]}`)
      at++
    }
    const levels = [
      ['==', '!='],
      ['<', '>'],
      ['+', '-'],
      ['*', '/', '%']
    ]
    const list = (end, f) => {
      const out = []
      while (t[at] !== end) {
        out.push(f())
        if (t[at] === ',') at++
      }
      at++
      return out
    }
    const expr = (l = 0) => {
      if (l === 4) {
        const x = t[at++]
        if (x === '(') {
          const e = expr()
          eat(')')
          return e
        }
        if (/\d/.test(x)) return { num: +x }
        if (t[at] === '(') {
          at++
          return { call: x, args: list(')', expr) }
        }
        return { name: x }
      }
      let a = expr(l + 1)
      while (levels[l].includes(t[at])) {
        const op = t[at++]
        a = { op, a, b: expr(l + 1) }
      }
      return a
    }
    const block = () => {
      eat('{')
      const out = []
      while (t[at] !== '}') out.push(stmt())
      at++
      return out
    }
    const stmt = () => {
      const x = t[at]
      if (x === 'fn') {
        at++
        const name = t[at++]
        eat('(')
        return { fn: name, params: list(')', () => t[at++]), body: block() }
      }
      if (x === 'while' || x === 'if') {
        at++
        eat('(')
        const c = expr()
        eat(')')
        return { [x]: c, body: block() }
      }
      let s
      if (x === 'let') {
        at++
        const n = t[at++]
        eat('=')
        s = { let: n, e: expr() }
      } else if (x === 'return') {
        at++
        s = { ret: expr() }
      } else if (t[at + 1] === '=') {
        at += 2
        s = { set: x, e: expr() }
      } else s = { e: expr() }
      eat(';')
      return s
    }
    const program = []
    while (at < t.length) program.push(stmt())
    const out = []
    class Return {
      constructor(v) {
        this.v = v
      }
    }
    const ev = (e, s) =>
      e.num ??
      (e.name
        ? s.get(e.name)
        : e.call
          ? call(
              e.call,
              e.args.map((x) => ev(x, s))
            )
          : ((a, b) =>
              ({
                '+': a + b,
                '-': a - b,
                '*': a * b,
                '/': (a / b) | 0,
                '%': a % b,
                '<': a < b,
                '>': a > b,
                '==': a === b,
                '!=': a !== b
              })[e.op])(ev(e.a, s), ev(e.b, s)))
    const fns = {}
    const call = (n, args) => {
      if (n === 'print') {
        out.push(args[0])
        return 0
      }
      const { params, body } = fns[n]
      try {
        run(body, new Map(params.map((p, i) => [p, args[i]])))
      } catch (r) {
        if (r instanceof Return) return r.v
        throw r
      }
    }
    const run = (b, s) => {
      for (const x of b) {
        if (x.fn) fns[x.fn] = x
        else if (x.while) while (ev(x.while, s)) run(x.body, s)
        else if (x.if) {
          if (ev(x.if, s)) run(x.body, s)
        } else if (x.let ?? x.set) s.set(x.let ?? x.set, ev(x.e, s))
        else if (x.ret) throw new Return(ev(x.ret, s))
        else ev(x.e, s)
      }
    }
    run(program, new Map())
    return [out, program.length]
  },
  'parser combinators': () => {
    const p = (f) => ({
      run: f,
      map: (g) =>
        p((s, i) => {
          const r = f(s, i)
          return r && [g(r[0]), r[1]]
        }),
      then: (q) =>
        p((s, i) => {
          const r = f(s, i)
          if (!r) return null
          const t = q.run(s, r[1])
          return t && [[r[0], t[0]], t[1]]
        }),
      or: (q) => p((s, i) => f(s, i) ?? q.run(s, i)),
      many: () =>
        p((s, i) => {
          const out = []
          for (let r; (r = f(s, i)); [, i] = r) out.push(r[0])
          return [out, i]
        })
    })
    const re = (r) =>
      p((s, i) => {
        const y = new RegExp(r, 'y')
        y.lastIndex = i
        const m = y.exec(s)
        return m && [m[0], y.lastIndex]
      })
    const lazy = (f) => p((s, i) => f().run(s, i))
    const tok = (r) => re(`\\s*(?:${r})\\s*`).map((x) => x.trim())
    const num = tok('\\d+').map(Number)
    const atom = num.or(
      tok('\\(')
        .then(lazy(() => sum))
        .then(tok('\\)'))
        .map(([[, e]]) => e)
    )
    const chain = (q, op) =>
      q
        .then(op.then(q).many())
        .map(([a, rest]) =>
          rest.reduce((l, [o, r]) => (o === '+' ? l + r : o === '-' ? l - r : o === '*' ? l * r : l / r), a)
        )
    const product = chain(atom, tok('[*/]')),
      sum = chain(product, tok('[-+]'))
    return ['1+2*3', ' ( 1 + 2 ) * 3 - 4 / 2', '((7))', '2 +', ''].map((s) => sum.run(s, 0))
  }
}
