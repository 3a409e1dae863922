// Ordinary programs that use much of the language: bodies of an onGet, each with an answer that depends on what it did.

export const PROGRAMS: Readonly<Record<string, string>> = {
  arithmetic:
    'let s = 0; for (let i = 0; i < 500; i++) s = (s * 31 + i ** 2) % 1000003; return [s, 0.1 + 0.2, 7 / 2 | 0, -7 % 3, 2 ** 0.5]',
  bigints:
    'let f = 1n; for (let i = 1n; i < 60n; i++) f *= i; return [String(f), String(f / 12345n), String(-f >> 40n), f > 10n]',
  strings:
    'const s = "the quick brown fox".split(" ").map((w) => w[0].toUpperCase() + w.slice(1)).join(" "); return [s, s.replace(/o/g, "0"), s.padEnd(30, "."), s.at(-1), [...s].reverse().join(""), s.localeCompare("z")]',
  unicode:
    'return ["😀é".length, [..."😀é"].length, "é".normalize("NFD").length, "ǅ".toLowerCase(), "ß".toUpperCase(), /\\p{Lu}/u.test("É")]',
  sorting:
    'const a = Array.from({ length: 200 }, (_, i) => (i * 7919) % 211); return [a.slice().sort().slice(0, 20), a.slice().sort((x, y) => x - y).slice(0, 20), a.toSorted((x, y) => y - x)[0]]',
  stable:
    'return Array.from({ length: 50 }, (_, i) => ({ k: i % 5, i })).sort((a, b) => a.k - b.k).map(({ i }) => i).join()',
  arrays:
    'return [[1, [2, [3, [4]]]].flat(2), [1, 2, 3, 4].reduceRight((a, b) => a - b), Array.from("abc"), [3, 1, 2].toSpliced(1, 1), [1, 2, 3].findLast((x) => x < 3), [1, , 3].map((x) => x ?? 0).length]',
  objects:
    'const { a, ...rest } = { a: 1, b: 2, c: { d: 3 } }; return [a, rest, Object.entries(rest), Object.fromEntries([["x", 1]]), structuredCloneless({ ...rest })]; function structuredCloneless (o) { return JSON.parse(JSON.stringify(o)) }',
  integerKeys: 'const o = { b: 1, 2: 1, a: 1, 1: 1 }; return Object.keys(o)',
  classes:
    'class A { #x = 1; get x () { return this.#x } static make () { return new this() } } class B extends A { get x () { return super.x + 1 } } return [B.make().x, B.make() instanceof A, new.target === undefined]',
  closures:
    'const make = () => { let n = 0; return { up: () => ++n, down: () => --n } }; const c = make(); c.up(); c.up(); c.down(); return c.up()',
  generators:
    'function * fib () { let [a, b] = [0, 1]; for (;;) { yield a; [a, b] = [b, a + b] } } const out = []; for (const x of fib()) { if (x > 1000) break; out.push(x) } return out',
  maps: 'const m = new Map([["a", 1], ["b", 2]]); m.set(NaN, 3); m.delete("a"); return [[...m.keys()].map(String), m.get(NaN), [...new Set([1, 1, 2])], new Set([1, 2]).union ? 1 : 0]',
  regexes:
    'return ["2026-01-02".match(/(?<y>\\d+)-(?<m>\\d+)/).groups.m, "aBc".replace(/b/i, (x) => x + x), [..."a1b22".matchAll(/\\d+/g)].map((m) => m[0]), "a,b;c".split(/[,;]/), /(?<=\\$)\\d+/.exec("$42")[0]]',
  json: 'return [JSON.stringify({ a: [1, { b: null }], u: undefined, d: "\\u2028" }, null, 1), JSON.parse("{\\"a\\":[1,2,{\\"b\\":1e3}]}", (k, v) => typeof v === "number" ? v + 1 : v)]',
  dates:
    'const d = new Date(Date.UTC(2024, 1, 29, 12, 30)); return [d.toISOString(), d.getDay(), d.toString(), Date.parse("2020-05-05T00:00:00+02:00"), d.toLocaleDateString(), new Date(2020, 0, 1).getTime()]',
  errors:
    'const out = []; for (const f of [() => null.x, () => undefinedName, () => { throw new RangeError("r", { cause: 1 }) }, () => [].reduce((a) => a), () => BigInt(1.5)]) try { f() } catch (e) { out.push(e.name) } finally { out.push("f") } return out',
  typed:
    'const f = new Float32Array([1.1, 2.2]); const v = new DataView(new ArrayBuffer(8)); v.setFloat64(0, Math.PI); return [f[0], v.getUint8(0), new Uint8ClampedArray([300, -5])[0], [...new Uint16Array(new Uint8Array([1, 2, 3, 4]).buffer)], new Uint8Array([5, 6])]',
  symbols:
    'const o = { [Symbol.toPrimitive]: (hint) => hint === "number" ? 42 : "text", get [Symbol.toStringTag] () { return "Odd" } }; return [+o, "" + o, String(o), Object.prototype.toString.call(o)]',
  proxies:
    'const log = []; const p = new Proxy({ a: 1 }, { get (t, k) { log.push(String(k)); return Reflect.get(t, k) }, has: () => true }); return [p.a, "zz" in p, log]',
  labels:
    'let n = 0; outer: for (let i = 0; i < 10; i++) for (let j = 0; j < 10; j++) { if (j === i) continue outer; if (i === 8) break outer; n++ } return n',
  switches:
    'const f = (x) => { switch (x) { case 1: return "one"; case "1": return "text"; default: return "other"; case 2: return "two" } }; return [f(1), f("1"), f(2), f(3)]',
  async:
    'return (async () => { const out = []; await Promise.all([1, 2, 3].map(async (x) => { await null; out.push(x) })); for await (const x of (async function * () { yield 4; yield 5 })()) out.push(x); return [out, await Promise.race([1, 2]), (await Promise.allSettled([Promise.reject(1)]))[0].status] })()',
  numbers:
    'return [(1234.5678).toFixed(2), (0.000001234).toString(), (255).toString(16), parseInt("12px"), Number("0x1f"), (1e21).toString(), 5e-324, Number.MAX_SAFE_INTEGER, (25).toString(36), (1.005).toPrecision(3), Math.hypot(3, 4), Math.fround(5.5), Math.clz32(1)]',
  transcendental:
    'return [Math.sin(1), Math.cos(1e6), Math.exp(1.5), Math.log(10), Math.pow(2.5, 3.5), Math.atan2(1, 2), Math.cbrt(27), Math.tanh(0.5)]',
  evals: 'return [(0, eval)("1 + 2"), Function("a", "b", "return a * b")(3, 4), eval("let q = 5; q * 2")]'
}
