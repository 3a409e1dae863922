import { type Attack, get } from '../attack.ts'

export const attack: Attack = {
  tries: 'Abuses the one function of the host that objects can reach.',
  stoppedBy: ['ok', 'HANDLER_THREW', 'VALUE_INVALID', 'MEMORY_EXCEEDED'],
  cases: {
    'called in odd ways': get`return [comet.remaining.call(undefined), comet.remaining.apply(null, new Array(500)), Reflect.apply(comet.remaining, {}, [])].length`,
    constructed: get`new comet.remaining()`,
    'with hostile arguments': get`return comet.remaining({ valueOf () { throw 1 } }, new Proxy({}, {}), 2n ** 600n) > 0`,
    'its properties': get`return Reflect.ownKeys(comet.remaining).map(String)`,
    changed: get`Object.defineProperty(comet.remaining, 'name', { value: 'x'.repeat(9000) }); comet.remaining.x = 1; return comet.remaining.x`,
    'its text': get`return String(comet.remaining)`,
    'as a getter': get`Object.defineProperty(globalThis, 'left', { get: comet.remaining }); return left > 0`,
    "as a proxy's trap": get`return new Proxy({}, { get: comet.remaining }).x > 0`,
    'with a million arguments': get`return comet.remaining.apply(null, { length: 60000 })`
  }
}
