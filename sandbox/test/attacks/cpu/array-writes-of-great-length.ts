import { type Attack, get } from '../attack.ts'

export const attack: Attack = {
  tries:
    'Lets built-ins of Array.prototype write a great many items into things that swallow or refuse them.',
  stoppedBy: ['STEPS_EXCEEDED', 'MEMORY_EXCEEDED', 'INSTRUCTIONS_EXCEEDED'],
  cases: {
    'fill of a proxy': get`Array.prototype.fill.call(new Proxy({ length: 2 ** 53 - 1 }, { set: () => true }), 1)`,
    'fill with setters': get`const o = { length: 2 ** 53 - 1 }; Object.defineProperty(Object.prototype, 5, { set () {} }); Array.prototype.fill.call(o, 1)`,
    'push of a great spread': get`Array.prototype.push.apply({ length: 0 }, { length: 60000 })`,
    with: get`for (;;) Array.prototype.with.call({ length: 2000 }, 0, 1)`,
    toReversed: get`for (;;) Array.prototype.toReversed.call({ length: 2000 })`,
    toSorted: get`for (;;) Array.prototype.toSorted.call({ length: 2000 })`,
    toSpliced: get`for (;;) Array.prototype.toSpliced.call({ length: 2000 }, 0, 0, 1)`,
    map: get`Array.prototype.map.call({ length: 2 ** 32 - 1 }, Boolean)`,
    'from with a constructor of its own': get`Array.from.call(function () { return new Proxy({}, { defineProperty: () => true }) }, { length: 2 ** 53 - 1 })`,
    of: get`for (;;) Array.of.apply(function () { return {} }, [1, 2, 3])`
  }
}
