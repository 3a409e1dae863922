// A printer that runs inside the interpreter, as text: it turns any value into one canonical line, so that two engines can
// be compared by what they print. It tells -0 from 0, undefined from a hole, and own accessors from values, and it keeps what
// it needs, so that a program which tampers with built-ins is printed all the same.

/** Source of an expression: (value) → text. Own enumerable properties in their order, symbols included; cycles as `^`. */
export const PRINTER = `(() => {
  const { getPrototypeOf, getOwnPropertyDescriptor, is } = Object
  const { ownKeys, apply, has } = Reflect
  const { isArray } = Array
  const { stringify } = JSON
  const text = String
  const kinds = { Error, Map, Set, Date, RegExp, ArrayBuffer, DataView, Number, String, Boolean, Symbol, BigInt }
  const typed = getPrototypeOf(Uint8Array)
  const { forEach: overMap } = Map.prototype
  const { forEach: overSet } = Set.prototype
  const { getTime } = Date.prototype
  const source = getOwnPropertyDescriptor(RegExp.prototype, 'source').get
  const flags = getOwnPropertyDescriptor(RegExp.prototype, 'flags').get
  const byteLength = getOwnPropertyDescriptor(ArrayBuffer.prototype, 'byteLength').get
  const bytesOf = Uint8Array
  const unbox = { Number: Number.prototype.valueOf, String: String.prototype.valueOf, Boolean: Boolean.prototype.valueOf, Symbol: Symbol.prototype.valueOf, BigInt: BigInt.prototype.valueOf }
  const plain = Object.prototype
  const list = Array.prototype

  const own = (object, name) => {
    const property = object === null || object === undefined ? undefined : getOwnPropertyDescriptor(object, name)
    return property === undefined ? undefined : property.value
  }

  const nameOf = (value) => {
    const prototype = getPrototypeOf(value)
    if (prototype === plain || prototype === list) return ''
    if (prototype === null) return 'null '
    const name = own(own(prototype, 'constructor'), 'name')
    return (typeof name === 'string' ? name : '?') + ' '
  }

  const inside = (value, print) => {
    let out = ''
    const add = (part) => { out += (out === '' ? '' : ', ') + part }
    if (value instanceof kinds.Map) apply(overMap, value, [(item, key) => add(print(key) + ' => ' + print(item))])
    else if (value instanceof kinds.Set) apply(overSet, value, [(item) => add(print(item))])
    else if (value instanceof kinds.Date) add(print(apply(getTime, value, [])))
    else if (value instanceof kinds.RegExp) add('/' + apply(source, value, []) + '/' + apply(flags, value, []))
    else if (value instanceof kinds.ArrayBuffer) {
      add(print(apply(byteLength, value, [])))
      const bytes = new bytesOf(value)
      for (let index = 0; index < bytes.length; index++) add(text(bytes[index]))
    } else if (value instanceof kinds.Error) {
      add(print(value.message))
      if (has(value, 'cause')) add('cause: ' + print(value.cause))
      if (has(value, 'errors')) add('errors: ' + print(value.errors))
    } else {
      for (const name in unbox) if (value instanceof kinds[name]) add(print(apply(unbox[name], value, [])))
    }
    return out
  }

  const contents = (value, print) => {
    let out = ''
    try {
      out = inside(value, print)
    } catch (error) {
      out = 'not one'
    }
    const add = (part) => { out += (out === '' ? '' : ', ') + part }
    const indexed = isArray(value) || value instanceof typed
    if (indexed) for (let index = 0; index < value.length; index++) add(has(value, index) ? print(value[index]) : 'hole')
    const names = ownKeys(value)
    for (let index = 0; index < names.length; index++) {
      const name = names[index]
      if (indexed && typeof name === 'string' && text(name >>> 0) === name) continue
      const property = getOwnPropertyDescriptor(value, name)
      if (property === undefined || !property.enumerable) continue
      add((typeof name === 'symbol' ? '[' + text(name) + ']' : stringify(name)) + ': ' + (property.get || property.set ? 'accessor' : print(property.value)))
    }
    return out
  }

  const print = (value, above) => {
    switch (typeof value) {
      case 'number': return is(value, -0) ? '-0' : text(value)
      case 'string': return stringify(value)
      case 'bigint': return text(value) + 'n'
      case 'function': return '[function ' + text(own(value, 'name')) + '/' + text(own(value, 'length')) + ']'
      case 'object': break
      default: return text(value)
    }
    if (value === null) return 'null'
    let depth = 0
    for (let link = above; link !== undefined; link = link.above) {
      if (link.value === value) return '^' + text(depth)
      depth++
    }
    if (depth > 40) return '…'
    const inner = contents(value, (item) => print(item, { value, above }))
    return isArray(value) ? nameOf(value) + '[' + inner + ']' : nameOf(value) + '{' + inner + '}'
  }

  return (value) => print(value, undefined)
})()`
