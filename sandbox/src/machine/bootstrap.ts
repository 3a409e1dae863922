// The sandbox's own code inside the heap. It runs before the object's code and keeps what it needs in closures, so that
// nothing the object does to JSON, Object.prototype, Array.prototype or Symbol.iterator can reach it: no method is looked
// up on a value, no array is destructured or iterated, every descriptor has no prototype.
//
// The host calls the functions that the script answers with, by position (see BOOTSTRAP).

/** Positions of the bootstrap's functions in the array that the script answers with. */
export const BOOTSTRAP = {
  /** (namespace) → [[data, names of handlers], methods, handlers…], or [[a text that says what is wrong with the module]] */
  adopt: 0,
  /** ([state, local, first, second, pure, time, key, node's id, node's address]) → nothing; arms `local` and `comet` for one event */
  prepare: 1,
  /** (state, reply) → [state, local, reply, actions], or one text that says which of them is of a strange kind */
  collect: 2,
  /** (collected) → [''] or what in it cannot leave, and where */
  examine: 3,
  /** (thrown) → [[name, message, stack]], all texts */
  describe: 4,
  /** () → [[stack]] of whoever was running */
  whereabouts: 5
} as const

/** Actions that one event may ask for. */
const MAX_ACTIONS = 64

/** Characters that are kept of a logged text, and of an error's message and stack. */
export const MAX_TEXT = 2048

/** Numbers of the host functions. */
export const HOST = { remaining: 1 } as const

export const BOOTSTRAP_SOURCE = `(remaining) => {
  'use strict'
  const world = globalThis
  const { getPrototypeOf, setPrototypeOf, defineProperty, create, freeze, getOwnPropertyDescriptor, hasOwn } = Object
  const { apply, ownKeys } = Reflect
  const { isArray } = Array
  const text = String
  const slice = String.prototype.slice
  const startsWith = String.prototype.startsWith
  const plain = Object.prototype
  const list = Array.prototype
  const bytes = Uint8Array.prototype
  const Failure = TypeError
  const Trace = Error
  const draw = Math.random
  let methods = plain
  let actions
  let count = 0
  let pure = true
  let loading = true
  let time, key, nodeID, nodeIP

  for (const name of ['SharedArrayBuffer', 'Atomics', 'WebAssembly', 'performance', 'navigator', 'console', 'print', 'setTimeout']) delete world[name]

  const define = (object, name, value, enumerable, writable) =>
    defineProperty(object, name, { __proto__: null, value, enumerable, writable, configurable: writable })

  const impure = (what) => {
    throw new Failure(what + ' is not available ' + (loading ? 'while the module loads; use it in a handler' : 'in onMerge: every replica must compute the same state'))
  }

  define(Math, 'random', function random () {
    if (pure) impure('Math.random()')
    return draw()
  }, false, true)

  const act = (action) => {
    if (count >= ${MAX_ACTIONS}) throw new Failure('one event may ask for at most ${MAX_ACTIONS} actions')
    if (actions === undefined) actions = []
    define(actions, count++, action, true, true)
  }

  define(world, 'comet', freeze({
    __proto__: null,
    getSystemTime () {
      if (pure) impure('comet.getSystemTime()')
      return time
    },
    getNodeID () {
      if (pure) impure('comet.getNodeID()')
      return nodeID
    },
    getNodeIP () {
      if (pure) impure('comet.getNodeIP()')
      return nodeIP
    },
    getASOKey () { return key },
    remaining,
    log (...parts) {
      let line = ''
      for (let index = 0; index < parts.length; index++) line += (index === 0 ? '' : ' ') + text(parts[index])
      act({ __proto__: null, type: 'log', text: apply(slice, line, [0, ${MAX_TEXT}]) })
    },
    deleteSelf () { act({ __proto__: null, type: 'deleteSelf' }) }
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

  const prepare = (frame) => {
    setPrototypeOf(frame[0], methods)
    world.local = frame[1]
    pure = frame[4]
    loading = false
    time = frame[5]
    key = frame[6]
    nodeID = frame[7]
    nodeIP = frame[8]
  }

  const odd = (value) => typeof value === 'object' && value !== null && !known(getPrototypeOf(value))

  const collect = (state, reply) => {
    const { local } = world
    if (getPrototypeOf(state) !== methods && odd(state)) return ['the state is ' + kind(state)]
    if (typeof local !== 'object' || local === null) return ['local is not a plain object']
    if (getPrototypeOf(local) !== plain && odd(local)) return ['local is ' + kind(local)]
    if (typeof reply === 'object' && reply !== null && getPrototypeOf(reply) !== plain && odd(reply)) return ['the reply is ' + kind(reply)]
    return [state, local, reply, actions]
  }

  const known = (prototype) =>
    prototype === plain || prototype === null || prototype === list || prototype === bytes || prototype === methods

  const kind = (value) => {
    const prototype = getPrototypeOf(value)
    const property = prototype === null ? undefined : getOwnPropertyDescriptor(prototype, 'constructor')
    const maker = property === undefined ? undefined : property.value
    const name = typeof maker === 'function' ? getOwnPropertyDescriptor(maker, 'name') : undefined
    return name !== undefined && typeof name.value === 'string' && name.value !== '' ? 'an instance of ' + name.value : 'an object with a prototype of its own'
  }

  const inspect = (value, path, depth = 0) => {
    if (typeof value === 'function' || typeof value === 'symbol') return path + ' is a ' + typeof value
    if (typeof value !== 'object' || value === null) return ''
    if (depth > 64) return apply(slice, path, [0, 80]) + '… is nested more than 64 levels deep, or contains itself'
    const prototype = getPrototypeOf(value)
    if (!known(prototype)) return path + ' is ' + kind(value)
    if (prototype === bytes) return ''
    if (isArray(value)) {
      for (let index = 0; index < value.length; index++) {
        const item = value[index]
        if (typeof item === 'number') continue
        const problem = typeof item === 'object' || typeof item === 'function' || typeof item === 'symbol' ? inspect(item, path + '[' + index + ']', depth + 1) : ''
        if (problem !== '') return problem
      }
      return ''
    }
    const names = ownKeys(value)
    for (let index = 0; index < names.length; index++) {
      const name = names[index]
      if (typeof name === 'symbol') continue
      const property = getOwnPropertyDescriptor(value, name)
      if (property === undefined || !property.enumerable) continue
      const where = path + '.' + name
      if (!hasOwn(property, 'value')) return where + ' is an accessor'
      const problem = inspect(property.value, where, depth + 1)
      if (problem !== '') return problem
    }
    return ''
  }

  const examine = (collected) => {
    const names = ['the state', 'local', 'the reply', 'the actions']
    for (let index = 0; index < 4; index++) {
      const problem = inspect(collected[index], names[index])
      if (problem !== '') return [apply(slice, problem, [0, 200])]
    }
    return ['']
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
      return ['', typeof thrown === 'symbol' ? 'a symbol was thrown' : apply(slice, text(thrown), [0, ${MAX_TEXT}]), '']
    }
    return [read(thrown, 'name'), read(thrown, 'message'), read(thrown, 'stack')]
  }

  const whereabouts = () => [read(new Trace(), 'stack')]

  return [adopt, prepare, collect, examine, describe, whereabouts]
}`
