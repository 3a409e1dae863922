import { type Attack, get } from '../attack.ts'

export const attack: Attack = {
  tries: 'Looks for addresses, sizes or orders that depend on where in memory things lie.',
  stoppedBy: ['ok'],
  cases: {
    remaining: [1, 2].map(() => ({
      code: get`const all = []; for (let i = 0; i < 5; i++) { all.push(comet.remaining()); ({}).x } return all.map((x, i) => i ? all[i - 1] - x : 0)`,
      replies: undefined
    })),
    'sort of equal things': [1, 2].map(() => ({
      code: get`const a = Array.from({ length: 600 }, (_, i) => ({ i })); a.sort(() => 0); return a.every(({ i }, at) => i === at)`,
      replies: true
    })),
    "order of a map's symbols": [1, 2].map(() => ({
      code: get`const m = new Map(); for (let i = 0; i < 99; i++) m.set({}, i); return [...m.values()].every((x, i) => x === i)`,
      replies: true
    })),
    'texts of functions and objects': get`return [String({}), String(() => 1), String(Symbol('x')), Object.prototype.toString.call(new Proxy({}, {}))]`,
    errors: get`const out = []; for (const f of [() => null.x, () => ({}).x.y, () => new Array(-1), () => Symbol() + '', () => BigInt('x')]) try { f() } catch (e) { out.push(e.message) } return out.every((m) => !/0x[0-9a-f]{4}/.test(m))`
  }
}
