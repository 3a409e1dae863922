// What to do instead, for the mistakes that are made by everybody's first object. An error says what happened and where; whoever
// knows JavaScript from browsers and Node looks for what handlers do not have, and this says what they have in its place.

/** A sentence without its full stop, or nothing. @param message of an object's error */
export function adviceFor(code: string, message: string): string | undefined {
  return ADVICE.find(({ codes, sign }) => codes.includes(code) && sign.test(message))?.advice
}

/** Of handlers that an object has by their names, what is odd; a sentence each. */
export function misnamed(handlers: readonly string[]): string[] {
  return handlers.flatMap((name) => {
    const meant = HANDLERS.find((known) => known.toLowerCase() === name.toLowerCase())
    if (meant === name || (meant === undefined && !/^on[A-Z]/.test(name))) return []
    const instead = meant === undefined ? `there are ${HANDLERS.join(', ')}` : `it is called ${meant}`
    return [`${name} is no handler and never runs by itself: ${instead}`]
  })
}

const HANDLERS = ['onPut', 'onUpdate', 'onGet', 'onTimer', 'onMerge', 'onDelete', 'selectReplicas']

interface Advice {
  readonly codes: readonly string[]
  readonly sign: RegExp
  readonly advice: string
}

const THROWN = ['HANDLER_THREW', 'CODE_INVALID']
const VALUES = ['VALUE_INVALID', 'CODE_INVALID']

/** What is not there, by its name. */
const missing = (names: string, advice: string): Advice => ({
  codes: THROWN,
  sign: new RegExp(`ReferenceError: '(?:${names})' is not defined`),
  advice
})

/** What is no value, by what the sandbox says of it. */
const unstorable = (sign: RegExp, advice: string): Advice => ({ codes: VALUES, sign, advice })

const ADVICE: readonly Advice[] = [
  missing('console', 'comet.log(…) logs, and `halley logs KEY` shows it'),
  missing(
    'setTimeout|setInterval|setImmediate',
    "comet.setTimer('name', { after: '10s' }) has onTimer run later, also after restarts"
  ),
  missing(
    'fetch|XMLHttpRequest|WebSocket|EventSource',
    'handlers reach other objects with comet.get and comet.put, and nothing else of the network'
  ),
  missing('module|exports', 'an object is a module of its own: export default { … }'),
  missing('require', 'nothing can be imported; put everything into one file'),
  missing('Buffer|TextEncoder|TextDecoder', 'bytes are Uint8Array, and text is text'),
  missing('crypto', 'there are comet.hash, comet.verify and Math.random'),
  missing(
    'localStorage|sessionStorage',
    'what an object keeps is `this`, and what one replica keeps is `local`'
  ),
  missing('structuredClone', 'JSON.parse(JSON.stringify(value)) copies plain data'),
  missing(
    'process|global|window|document|navigator',
    'handlers have the language, `comet` and `local`, and no Node and no browser'
  ),
  missing("[^']+", 'the object’s own properties are read as this.NAME, the replica’s own as local.NAME'),
  {
    codes: THROWN,
    sign: /TypeError: cannot (?:read|set) property '[^']*' of undefined/,
    advice: 'if that was `this`: an arrow function has none, so write onGet() { … }'
  },
  {
    codes: THROWN,
    sign: /could not load module/,
    advice: 'nothing can be imported; put everything into one file'
  },
  {
    codes: THROWN,
    sign: /read the clock/,
    advice: 'onPut and onUpdate may read it, and keep what they read'
  },
  {
    codes: ['CODE_INVALID'],
    sign: /the default export must be a plain object/,
    advice: 'write export default { … }, with data and functions, and no class and no function around it'
  },
  {
    codes: ['PROMISE_PENDING'],
    sign: /./,
    advice: 'only comet’s own promises are settled while a handler waits'
  },
  unstorable(/an instance of Map/, 'Object.fromEntries(map) is plain data'),
  unstorable(/an instance of (?:Set|WeakSet)/, '[...set] is plain data'),
  unstorable(/an instance of Date/, 'date.getTime() and date.toISOString() are plain data'),
  unstorable(/is a function/, 'functions stand beside the data, in the exported object itself'),
  unstorable(/is (?:-?Infinity|NaN)/, 'null stands for a number that there is none of')
]
