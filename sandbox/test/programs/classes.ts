// @ts-nocheck
// biome-ignore-all lint: the programs are odd on purpose
// Classes: fields, private names, static blocks, accessors, inheritance, super, species.
import type { Programs } from './program.ts'

export const CLASSES: Programs = {
  'fields initialise in order, with this': () => {
    const log = []
    class A {
      [(log.push('key'), 'k')] = log.push('k')
      a = (log.push('a'), 1)
      b = this.a + 1
      static s = log.push('static')
      constructor() {
        log.push('constructor')
        this.c = this.b
      }
    }
    class B extends A {
      d = (log.push(`d sees ${this.c}`), this.c * 10)
      constructor() {
        log.push('before super')
        super()
        log.push('after super')
      }
    }
    return [new B(), log]
  },
  'private fields, methods and accessors': () => {
    class Account {
      #balance = 0
      static #count = 0
      constructor() {
        Account.#count++
      }
      #check(x) {
        if (x < 0) throw new RangeError('negative')
        return x
      }
      get #double() {
        return this.#balance * 2
      }
      set #double(v) {
        this.#balance = v / 2
      }
      add(x) {
        this.#balance += this.#check(x)
        return this
      }
      twist() {
        this.#double = this.#double + 10
        return this.#balance
      }
      static count() {
        return Account.#count
      }
      static has(x) {
        return #balance in x && #check in x
      }
    }
    const a = new Account().add(5)
    return [
      a.twist(),
      attempt(() => a.add(-1)),
      Account.count(),
      Account.has(a),
      Account.has({}),
      Object.keys(a),
      attempt(() => Account.prototype.add.call({}, 1)),
      attempt(() => Account.has(1))
    ]
  },
  'private names belong to the class, not to the name': () => {
    class A {
      #x = 'a'
      static read(o) {
        return o.#x
      }
    }
    class B {
      #x = 'b'
      static read(o) {
        return o.#x
      }
    }
    class C extends A {
      #x = 'c'
      both() {
        return [this.#x, A.read(this)]
      }
    }
    return [
      new C().both(),
      attempt(() => A.read(new B())),
      attempt(() => {
        const o = new A()
        ;new (class extends function () {
          return o
        } {
          #y = 1
        })()
        ;new (class extends function () {
          return o
        } {
          #y = 1
        })()
        return 'twice'
      })
    ]
  },
  'stamping private fields on any object': () => {
    class Return {
      constructor(o) {
        return o
      }
    }
    class Stamp extends Return {
      #mark
      constructor(o, m) {
        super(o)
        this.#mark = m
      }
      static of(o) {
        return #mark in o ? o.#mark : 'none'
      }
    }
    const frozen = Object.freeze({})
    new Stamp(frozen, 1)
    return [Stamp.of(frozen), Stamp.of({}), attempt(() => new Stamp(frozen, 2)), new Stamp([1], 3)]
  },
  'static blocks and private statics': () => {
    const log = []
    class K {
      static a = 1
      static {
        log.push(this.a, typeof this)
        this.b = this.a + 1
        var local = 'scoped'
        log.push(local)
      }
      static #secret = 'k'
      static c = this.b * 2
      static {
        try {
          null.x
        } catch {
          this.d = 'caught'
        }
        K.reveal = () => this.#secret
      }
    }
    return [
      K.a,
      K.b,
      K.c,
      K.d,
      K.reveal(),
      log,
      attempt(() => {
        class X {
          static {
            throw new Error('in block')
          }
        }
      })
    ]
  },
  'accessors inherit and override by halves': () => {
    class A {
      get x() {
        return 'A'
      }
      set x(v) {
        this.log = `A set ${v}`
      }
      static get s() {
        return this.name
      }
    }
    class B extends A {
      get x() {
        return `B${super.x}`
      }
    }
    class C extends A {
      set x(v) {
        super.x = `C${v}`
      }
      get x() {
        return super.x
      }
    }
    const b = new B(),
      c = new C()
    c.x = 1
    return [
      b.x,
      attempt(() => {
        b.x = 1
      }),
      c.x,
      c.log,
      B.s,
      Object.getOwnPropertyDescriptor(B.prototype, 'x').set
    ]
  },
  'super in methods, literals and statics': () => {
    const base = {
      hi() {
        return `base ${this.name}`
      },
      get n() {
        return this.name.length
      }
    }
    const object = {
      __proto__: base,
      name: 'obj',
      hi() {
        return `[${super.hi()} ${super.n} ${super.absent}]`
      },
      set() {
        super.added = 5
        return Object.keys(this)
      }
    }
    class A {
      static make() {
        return `A.make of ${this.name}`
      }
      who() {
        return 'A'
      }
    }
    class B extends A {
      static make() {
        return super.make()
      }
      who() {
        return [() => super.who()].map((f) => f())[0] + 'B'
      }
    }
    const borrowed = { name: 'other', hi: object.hi }
    return [object.hi(), object.set(), B.make(), new B().who(), borrowed.hi(), Object.keys(base)]
  },
  'errors of constructors': () => {
    class A {}
    class B extends A {
      constructor() {}
    }
    class C extends A {
      constructor() {
        super()
        super()
      }
    }
    class D extends A {
      constructor() {
        return 1
      }
    }
    class E extends A {
      constructor() {
        return { made: 'E' }
      }
    }
    class F extends null {}
    class G extends A {
      constructor() {
        this.x = 1
        super()
      }
    }
    return [
      attempt(() => A()),
      attempt(() => new B()),
      attempt(() => new C()),
      attempt(() => new D()),
      new E(),
      attempt(() => new F()),
      attempt(() => new G()),
      attempt(() => class extends 5 {}),
      attempt(() => class extends (() => {}) {}),
      attempt(() => {
        const N = function () {}
        N.prototype = 3
        return class extends N {}
      })
    ]
  },
  'extending built-ins': () => {
    class Stack extends Array {
      peek() {
        return this.at(-1)
      }
      static get [Symbol.species]() {
        return Array
      }
    }
    class Text extends String {
      shout() {
        return `${this.toUpperCase()}!`
      }
    }
    class Failure extends TypeError {
      constructor(m, code) {
        super(m)
        this.code = code
      }
      get name() {
        return 'Failure'
      }
    }
    class Bag extends Map {
      add(k) {
        return this.set(k, (this.get(k) ?? 0) + 1)
      }
    }
    const s = Stack.of(1, 2, 3)
    s.push(4)
    return [
      s,
      s.length,
      s.peek(),
      s.map((x) => x) instanceof Stack,
      s.filter(Boolean).constructor.name,
      new Text('hey').shout(),
      String(new Failure('bad', 7)),
      new Failure('x') instanceof TypeError,
      [...new Bag().add('a').add('a').add('b')]
    ]
  },
  'species decides what methods answer': () => {
    class A extends Array {}
    class B extends Array {
      static get [Symbol.species]() {
        return function (n) {
          return { n, made: true }
        }
      }
    }
    class P extends Promise {
      static get [Symbol.species]() {
        return Promise
      }
    }
    const a = A.from([1, 2, 3])
    const b = B.from([1, 2])
    return [
      a.slice(1) instanceof A,
      a.concat([1]).constructor.name,
      b.map((x) => x * 2),
      b.splice(0, 1),
      new P(() => {}).then(() => {}) instanceof P,
      a.toSorted() instanceof A,
      a.flat().constructor.name
    ]
  },
  'mixins and dynamic parents': () => {
    const Walks = (Base) =>
      class Walks extends Base {
        moves() {
          return [...(super.moves?.() ?? []), 'walks']
        }
      }
    const Swims = (Base) =>
      class extends Base {
        moves() {
          return [...(super.moves?.() ?? []), 'swims']
        }
      }
    class Duck extends Walks(Swims(Object)) {}
    const chain = []
    for (let p = Duck; p && p !== Function.prototype; p = Object.getPrototypeOf(p)) chain.push(p.name)
    Object.setPrototypeOf(Duck.prototype, { moves: () => ['replaced'] })
    return [chain, new Duck().moves()]
  },
  'computed names, generators and async in classes': () => {
    const key = Symbol('k')
    let n = 0
    class A {
      [`m${++n}`]() {
        return 'm'
      }
      static [`s${++n}`] = n;
      *[Symbol.iterator]() {
        yield* [1, 2]
      }
      async [key]() {}
      'quoted name'() {
        return 'q'
      }
      12() {
        return 12
      }
      get [`g${++n}`]() {
        return n
      }
      static async *stream() {}
    }
    return [
      Reflect.ownKeys(A.prototype),
      Reflect.ownKeys(A),
      [...new A()],
      new A()['quoted name'](),
      new A()[12](),
      new A().g3,
      A.s2,
      new A()[key]() instanceof Promise
    ]
  },
  'class bindings are constant inside and hoist with a dead zone': () => {
    let Outer = class Inner {
      static self() {
        return Inner
      }
      static assign() {
        Inner = 1
      }
    }
    const Kept = Outer
    Outer = null
    return [
      Kept.self() === Kept,
      attempt(() => Kept.assign()),
      typeof Inner,
      attempt(() => {
        ;new (class X extends X {})()
      }),
      Kept.name,
      class {}.name,
      class {
        static name = 'own'
      }.name
    ]
  },
  'methods are not enumerable and not constructors': () => {
    class A {
      m() {}
      static s() {}
    }
    const d = Object.getOwnPropertyDescriptor(A.prototype, 'm')
    return [
      d,
      Object.keys(A.prototype),
      attempt(() => new A.prototype.m()),
      Object.getOwnPropertyDescriptor(A, 'prototype').writable,
      JSON.stringify(new A()),
      attempt(() => {
        A.prototype = {}
      })
    ]
  },
  'instanceof with Symbol.hasInstance and bound classes': () => {
    class Even {
      static [Symbol.hasInstance](n) {
        return n % 2 === 0
      }
    }
    class A {}
    const Bound = A.bind()
    const F = function () {}
    F.prototype = null
    return [
      2 instanceof Even,
      3 instanceof Even,
      new A() instanceof Bound,
      attempt(() => ({}) instanceof F),
      1 instanceof F,
      attempt(() => ({}) instanceof { [Symbol.hasInstance]: 5 }),
      Object.create(null) instanceof Object
    ]
  },
  'a visitor over a tree of shapes': () => {
    class Node {
      accept(v) {
        return v[`visit${this.constructor.name}`](this)
      }
    }
    class Num extends Node {
      constructor(n) {
        super()
        this.n = n
      }
    }
    class Bin extends Node {
      constructor(op, l, r) {
        super()
        Object.assign(this, { op, l, r })
      }
    }
    const evaluate = {
      visitNum: ({ n }) => n,
      visitBin({ op, l, r }) {
        const [a, b] = [l.accept(this), r.accept(this)]
        return { '+': a + b, '*': a * b, '-': a - b }[op]
      }
    }
    const print = {
      visitNum: ({ n }) => `${n}`,
      visitBin({ op, l, r }) {
        return `(${l.accept(this)} ${op} ${r.accept(this)})`
      }
    }
    const tree = new Bin('-', new Bin('*', new Num(3), new Num(4)), new Bin('+', new Num(1), new Num(2)))
    return [tree.accept(evaluate), tree.accept(print)]
  },
  'observable properties by accessors over private state': () => {
    class Model {
      #values = new Map()
      #watchers = []
      constructor(...names) {
        for (const n of names)
          Object.defineProperty(this, n, {
            get: () => this.#values.get(n),
            set: (v) => {
              const old = this.#values.get(n)
              this.#values.set(n, v)
              for (const w of this.#watchers) w(n, old, v)
            },
            enumerable: true
          })
      }
      watch(f) {
        this.#watchers.push(f)
        return () => {
          this.#watchers = this.#watchers.filter((g) => g !== f)
        }
      }
    }
    const m = new Model('x', 'y')
    const log = []
    const stop = m.watch((...change) => log.push(change))
    m.x = 1
    m.y = 2
    m.x++
    stop()
    m.x = 9
    return [log, Object.keys(m), { ...m }]
  }
}
