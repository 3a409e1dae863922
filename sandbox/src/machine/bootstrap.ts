// The sandbox's own code inside the heap. It runs before the object's code and keeps what it needs in closures, so that
// nothing the object does to JSON, Object.prototype, Array.prototype or Symbol.iterator can reach it: no method is looked
// up on a value, no array is destructured or iterated, every descriptor has no prototype.
//
// The host calls the functions that the script answers with, by position (see BOOTSTRAP).
import { DIGEST_CALLS, DIGEST_SCOPE } from './digest-calls.ts'
import { NETWORK_CALLS, NETWORK_SCOPE } from './network-calls.ts'
import { TIMER_CALLS } from './timer-calls.ts'

/** Positions of the bootstrap's functions in the array that the script answers with. */
export const BOOTSTRAP = {
  /** (namespace) → [[data, names of handlers], methods, handlers…], or [[a text that says what is wrong with the module]] */
  adopt: 0,
  /** ([state, key, node's id, node's address]) → nothing; makes the state `this` and tells `comet` where it is */
  receive: 1,
  /** ([local, first, second, pure, coordinates]) → nothing; arms `local` and `comet` for one event */
  prepare: 2,
  /** (reply) → [local, reply, actions] */
  collect: 3,
  /** ([state], [local, reply, actions], calls; each may be undefined) → [what in them cannot leave, and where], or [''] */
  examine: 4,
  /** (thrown) → [[name, message, stack, code]], all texts */
  describe: 5,
  /** () → [[stack]] of whoever was running */
  whereabouts: 6,
  /** () → what the handler asked of the host since this was called last */
  requested: 7,
  /** ([{ id, ok, value } or { id, ok, code, message }…]) → nothing; settles the promises of what was asked */
  answer: 8,
  /** (value) → [value] */
  wrap: 9
} as const

/** Actions and calls that one event may ask for. */
export const MAX_ACTIONS = 64

/** Characters that are kept of a logged text, and of an error's message and stack. */
export const MAX_TEXT = 2048

/** Numbers of the host functions. */
export const HOST = { remaining: 1, announce: 2, hash: 3, verify: 4, time: 5 } as const

export const BOOTSTRAP_SOURCE = `(remaining, announce, hash, verify, time) => {
  'use strict'
  const world = globalThis
  const { getPrototypeOf, setPrototypeOf, defineProperty, create, freeze, getOwnPropertyDescriptor, hasOwn } = Object
  const { apply, ownKeys } = Reflect
  const { isArray } = Array
  const text = String
  const slice = String.prototype.slice
  const startsWith = String.prototype.startsWith
  const toWellFormed = String.prototype.toWellFormed
  const plain = Object.prototype
  const bytes = Uint8Array.prototype
  const Wrong = TypeError
  const Trace = Error
  const Later = Promise
  const draw = Math.random
  let methods = plain
  let actions
  let requests
  let spent = 0
  let pure = true
  let loading = true
  let self, key, nodeID, nodeIP, coordinates

  for (const name of ['SharedArrayBuffer', 'Atomics', 'WebAssembly', 'performance', 'navigator', 'console', 'print', 'setTimeout']) delete world[name]

  const define = (object, name, value, enumerable, writable) =>
    defineProperty(object, name, { __proto__: null, value, enumerable, writable, configurable: writable })

  const Failure = function (message, code) {
    const failure = new Wrong(message)
    define(failure, 'code', code === undefined ? 'ARGUMENT_INVALID' : code, true, true)
    return failure
  }

  const impure = (what) => {
    throw new Failure(what + ' is not available ' + (loading ? 'while the module loads; use it in a handler' : 'in onMerge: every replica must compute the same state'), 'IMPURE')
  }

  define(Math, 'random', function random () {
    if (pure) impure('Math.random()')
    return draw()
  }, false, true)

  const spend = () => {
    if (spent >= ${MAX_ACTIONS}) throw new Failure('one event may ask for at most ${MAX_ACTIONS} actions', 'ACTIONS_EXCEEDED')
    spent++
  }

  const act = (action) => {
    spend()
    if (actions === undefined) actions = []
    define(actions, actions.length, action, true, true)
  }${NETWORK_SCOPE}${DIGEST_SCOPE}

  define(world, 'comet', freeze({
    __proto__: null,
    getSystemTime () { return pure ? impure('comet.getSystemTime()') : time() },
    getNodeID () { return pure ? impure('comet.getNodeID()') : nodeID },
    getNodeIP () { return pure ? impure('comet.getNodeIP()') : nodeIP },
    coordinates () { return pure ? impure('comet.coordinates()') : coordinates },
    getASOKey () { return key },
    remaining,
    log (...parts) {
      let line = ''
      for (let index = 0; index < parts.length; index++) line += (index === 0 ? '' : ' ') + text(parts[index])
      act({ __proto__: null, type: 'log', text: apply(toWellFormed, apply(slice, line, [0, ${MAX_TEXT}]), []) })
    },
    deleteSelf () { act({ __proto__: null, type: 'deleteSelf' }) },${TIMER_CALLS}${DIGEST_CALLS}${NETWORK_CALLS}
  }), true, false)
  defineProperty(world, 'local', { __proto__: null, value: {}, writable: true, enumerable: true, configurable: false })

  const adopt = (namespace) => {
    const object = namespace.default
    if (object === undefined) return [['the module has no default export; write: export default { … }']]
    if (typeof object !== 'object' || object === null || isArray(object)) return [['the default export must be a plain object']]
    const prototype = getPrototypeOf(object)
    if (prototype !== plain && prototype !== null) return [['the default export must be a plain object, not an instance of a class']]
    const names = ownKeys(object)
    const data = {}
    const handlers = []
    const found = [[data, handlers]]
    methods = create(plain)
    define(found, 1, methods, true, true)
    for (let index = 0; index < names.length; index++) {
      const name = names[index]
      if (typeof name === 'symbol') continue
      const property = getOwnPropertyDescriptor(object, name)
      if (property === undefined || !hasOwn(property, 'value')) return [['the default export has an accessor, ' + name + '; only data and methods are allowed']]
      const { value } = property
      if (typeof value !== 'function') define(data, name, value, true, true)
      else {
        define(methods, name, value, false, true)
        if (apply(startsWith, name, ['on']) || name === 'selectReplicas') {
          define(handlers, handlers.length, name, true, true)
          define(found, found.length, value, true, true)
        }
      }
    }
    return found
  }

  const receive = (object) => {
    self = object[0]
    setPrototypeOf(self, methods)
    key = object[1]
    nodeID = object[2]
    nodeIP = object[3]
  }

  const prepare = (event) => {
    loading = false
    pure = event[3]
    coordinates = event[4]
    world.local = event[0]
  }

  const collect = (reply) => [world.local, reply, actions]

  const wrap = (value) => [value]

  const kind = (value) => {
    const prototype = getPrototypeOf(value)
    const property = prototype === null ? undefined : getOwnPropertyDescriptor(prototype, 'constructor')
    const maker = property === undefined ? undefined : property.value
    const name = typeof maker === 'function' ? getOwnPropertyDescriptor(maker, 'name') : undefined
    return name !== undefined && typeof name.value === 'string' && name.value !== '' ? 'an instance of ' + name.value : 'an object with a prototype of its own'
  }

  const strangers = [
    'Date', 'Map', 'Set', 'WeakMap', 'WeakSet', 'WeakRef', 'RegExp', 'Promise', 'Error', 'Number', 'String', 'Boolean', 'BigInt', 'Symbol',
    'ArrayBuffer', 'DataView', 'Int8Array', 'Uint8ClampedArray', 'Int16Array', 'Uint16Array', 'Int32Array', 'Uint32Array',
    'BigInt64Array', 'BigUint64Array', 'Float16Array', 'Float32Array', 'Float64Array'
  ]
  for (let index = 0; index < strangers.length; index++) {
    const stranger = world[strangers[index]]
    define(strangers, index, stranger === undefined ? undefined : stranger.prototype, true, true)
  }

  const strange = (value) => {
    for (let prototype = getPrototypeOf(value), depth = 0; prototype !== null && prototype !== plain && depth < 64; depth++) {
      for (let index = 0; index < strangers.length; index++) if (prototype === strangers[index]) return true
      prototype = getPrototypeOf(prototype)
    }
    return false
  }

  const inspect = (value, path, depth) => {
    if (typeof value === 'function' || typeof value === 'symbol') return path + ' is a ' + typeof value
    if (typeof value !== 'object' || value === null) return ''
    if (depth > 64) return apply(slice, path, [0, 80]) + '… is nested more than 64 levels deep, or contains itself'
    if (strange(value)) return path + ' is ' + kind(value)
    if (getPrototypeOf(value) === bytes) return ''
    const names = ownKeys(value)
    const listed = isArray(value)
    for (let index = 0; index < names.length; index++) {
      const name = names[index]
      if (typeof name === 'symbol') continue
      const property = getOwnPropertyDescriptor(value, name)
      if (property === undefined || !property.enumerable) continue
      const where = listed ? path + '[' + name + ']' : path + '.' + name
      if (!hasOwn(property, 'value')) return where + ' is an accessor'
      const problem = inspect(property.value, where, depth + 1)
      if (problem !== '') return problem
    }
    return ''
  }

  const examine = (state, rest, calls) => {
    const names = ['local', 'the reply', 'the actions']
    let problem = state === undefined ? '' : inspect(state[0], 'the state', 0)
    for (let index = 0; rest !== undefined && index < 3 && problem === ''; index++) problem = inspect(rest[index], names[index], 0)
    for (let index = 0; calls !== undefined && index < calls.length && problem === ''; index++) {
      const { id, value, payload } = calls[index]
      problem = inspect(value === undefined ? payload : value, 'the data of call ' + id, 0)
    }
    return [apply(slice, problem, [0, 200])]
  }

  const read = (object, name) => {
    try {
      const value = object[name]
      return value === undefined ? '' : apply(slice, text(value), [0, ${MAX_TEXT}])
    } catch {
      return ''
    }
  }

  const describe = (thrown) => {
    if ((typeof thrown !== 'object' && typeof thrown !== 'function') || thrown === null) {
      return ['', typeof thrown === 'symbol' ? 'a symbol was thrown' : apply(slice, text(thrown), [0, ${MAX_TEXT}]), '', '']
    }
    return [read(thrown, 'name'), read(thrown, 'message'), read(thrown, 'stack'), read(thrown, 'code')]
  }

  const whereabouts = () => [read(new Trace(), 'stack')]

  const requested = () => {
    const taken = requests
    requests = undefined
    return taken === undefined ? [] : taken
  }

  const answer = (results) => {
    for (let index = 0; index < results.length; index++) {
      const { id, ok, value, code, message } = results[index]
      const promise = waiting[id]
      delete waiting[id]
      if (promise === undefined) continue
      if (ok) promise[0](value)
      else {
        const failure = new Trace(message)
        define(failure, 'code', code, true, true)
        promise[1](failure)
      }
    }
  }

  return [adopt, receive, prepare, collect, examine, describe, whereabouts, requested, answer, wrap]
}`
