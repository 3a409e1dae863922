import { type Attack, get } from '../attack.ts'

export const attack: Attack = {
  tries: 'Walks from a function to whoever called it.',
  stoppedBy: ['ok', 'HANDLER_THREW'],
  cases: {
    caller: get`return (function f () { return f.caller && f.caller.toString().slice(0, 50) })()`,
    'caller from toString': get`let who = null; const o = { toString: function f () { try { who = f.caller } catch (e) { who = e.name } return 'x' } }; comet.log(o); return String(who)`,
    'arguments of a caller': get`const o = { toString: function f () { try { return String(f.arguments) } catch (e) { return e.name } } }; comet.log(o); return String(o)`,
    callee: get`return Function('return typeof arguments.callee')()`,
    'getters of Function.prototype': get`return ['caller', 'arguments', 'fileName', 'lineNumber'].map((n) => { try { return String(comet.log[n]) } catch (e) { return e.name } })`,
    "file names of the sandbox's functions": get`return [comet.log.fileName, comet.log.lineNumber].map(String)`,
    'its source': get`return comet.log.toString().length > 0`,
    'symbols on a stack': get`const s = new Error('x').stack; return /sandbox/.test(s)`
  }
}
