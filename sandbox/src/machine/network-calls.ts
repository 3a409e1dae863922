// comet.get, put, delete, lookup and reply: the part of the bootstrap's `comet` by which a handler speaks with others. What it asks lies
// in the heap until the handler pauses; whom it may ask is the caller's business.

/** Nodes that a call may name. */
const MAX_NODES = 64

/** Functions in the bootstrap's scope, with the names that its script has. */
export const NETWORK_SCOPE = `
  const waiting = { __proto__: null }

  const ask = (type, key, nodes, value, payload) => {
    const what = 'comet.' + type + '()'
    if (pure) impure(what)
    if (typeof key !== 'string') throw new Failure(what + ' needs a key, which is text')
    const named = nodes === undefined ? undefined : texts(what, nodes)
    spend()
    const id = announce()
    if (requests === undefined) requests = []
    define(requests, requests.length, { __proto__: null, id, type, key, value, payload, nodes: named }, true, true)
    return new Later((resolve, reject) => { define(waiting, id, [resolve, reject], true, true) })
  }

  const texts = (what, nodes) => {
    const length = isArray(nodes) ? nodes.length : 65536
    const found = []
    for (let index = 0; index < length; index++) {
      const item = length > ${MAX_NODES} ? undefined : nodes[index]
      const node = typeof item === 'object' && item !== null ? item.id : item
      if (typeof node !== 'string') throw new Failure(what + ' takes nodes as an array of at most ${MAX_NODES} ids, or of what comet.lookup() tells')
      define(found, index, node, true, true)
    }
    return found
  }`

/** Properties of `comet`. */
export const NETWORK_CALLS = `
    get (key, nodes, payload) { return ask('get', key, nodes, undefined, payload) },
    put (other, data, nodes) {
      if (data === undefined) throw new Failure('comet.put() needs data')
      return ask('put', other, nodes, data === self && other === key ? undefined : data, undefined)
    },
    delete (other, payload) { return ask('delete', other, undefined, undefined, payload) },
    lookup (other) { return ask('lookup', other === undefined ? key : other, undefined, undefined, undefined) },
    reply (capability, data) {
      if (pure) impure('comet.reply()')
      if (typeof capability !== 'string') throw new Failure('comet.reply() needs a capability, which is text: a caller.capability')
      act({ __proto__: null, type: 'reply', capability, data: data === undefined ? null : data })
    }`
