import { type Attack, get } from '../attack.ts'

export const attack: Attack = {
  tries: 'Lets built-ins of Array.prototype walk a length of 2^53 - 1 without calling anything back.',
  stoppedBy: ['STEPS_EXCEEDED'],
  cases: {
    indexOf: get`Array.prototype.indexOf.call({ length: 2 ** 53 - 1 }, 1)`,
    lastIndexOf: get`Array.prototype.lastIndexOf.call({ length: 2 ** 53 - 1 }, 1)`,
    includes: get`Array.prototype.includes.call({ length: 2 ** 53 - 1 }, 1)`,
    reverse: get`Array.prototype.reverse.call({ length: 2 ** 53 - 1 })`,
    every: get`Array.prototype.every.call({ length: 2 ** 53 - 1 }, Boolean)`,
    some: get`Array.prototype.some.call({ length: 2 ** 53 - 1 }, Boolean)`,
    forEach: get`Array.prototype.forEach.call({ length: 2 ** 53 - 1 }, Boolean)`,
    filter: get`Array.prototype.filter.call({ length: 2 ** 53 - 1 }, Boolean)`,
    find: get`Array.prototype.find.call({ length: 2 ** 53 - 1 }, Boolean)`,
    findIndex: get`Array.prototype.findIndex.call({ length: 2 ** 53 - 1 }, Boolean)`,
    findLast: get`Array.prototype.findLast.call({ length: 2 ** 53 - 1 }, Boolean)`,
    findLastIndex: get`Array.prototype.findLastIndex.call({ length: 2 ** 53 - 1 }, Boolean)`,
    reduce: get`Array.prototype.reduce.call({ length: 2 ** 53 - 1 }, Math.max, 0)`,
    reduceRight: get`Array.prototype.reduceRight.call({ length: 2 ** 53 - 1 }, Math.max, 0)`,
    copyWithin: get`Array.prototype.copyWithin.call({ length: 2 ** 53 - 1 }, 1)`,
    shift: get`Array.prototype.shift.call({ length: 2 ** 53 - 1 })`,
    unshift: get`Array.prototype.unshift.call({ length: 2 ** 53 - 2 }, 1)`,
    splice: get`Array.prototype.splice.call({ length: 2 ** 53 - 1 }, 0, 1)`,
    flatMap: get`Array.prototype.flatMap.call({ length: 2 ** 53 - 1 }, () => [])`,
    flat: get`Array.prototype.flat.call({ length: 2 ** 53 - 1 })`,
    'slice into a species that keeps nothing': get`class Sink extends Array { static get [Symbol.species] () { return function () { return new Proxy({}, { defineProperty: () => true, set: () => true }) } } } Array.prototype.concat.call(Object.assign(new Sink(), { length: 2 ** 32 - 1 }))`
  }
}
