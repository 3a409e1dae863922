import { type Attack, get } from '../attack.ts'

export const attack: Attack = {
  tries: 'Evaluates source with nul bytes, lone surrogates and broken escapes from within a handler.',
  stoppedBy: ['HANDLER_THREW', 'ok', 'VALUE_INVALID'],
  cases: {
    nul: get`return eval('1\0+1')`,
    'lone surrogate': get`return eval('"\ud800"').length`,
    'lone surrogate as a name': get`eval('var \udc00')`,
    "lone surrogate as a function's name": get`Function('\ud800', '')`,
    'parameters that close themselves': get`return Function('a', ') { return 1 }, function (', 'return 2')(5)`,
    'body that closes itself': get`return Function('}, function () {')`,
    'comment that swallows': get`return Function('/*', '*/) {')`,
    'HTML comment': get`return Function('-->', 'return 1')`,
    'unfinished template': get`eval('\`\${')`,
    'regular expression of a surrogate': get`return new RegExp('[\ud800-\udfff]', 'u').test('\ud800')`,
    'group of a surrogate': get`new RegExp('(?<\ud800>a)', 'u')`
  }
}
