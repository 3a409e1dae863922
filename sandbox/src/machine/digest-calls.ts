// comet.hash and comet.verify: the part of the bootstrap that hands texts and bytes to the host, which digests them (digests.ts).
// Whatever is no text and no byte array is turned away here, so that the host is only ever given those.

/** Functions in the bootstrap's scope, with the names that its script has. */
export const DIGEST_SCOPE = `
  const tagOf = getOwnPropertyDescriptor(getPrototypeOf(bytes), Symbol.toStringTag).get
  const digested = (native, what, operands) => {
    for (let index = 0; index < operands.length; index++) {
      const operand = operands[index]
      if (typeof operand !== 'string' && apply(tagOf, operand, []) !== 'Uint8Array') throw new Failure(what + ' takes texts and byte arrays')
    }
    const found = native(operands)
    if (found === undefined) throw new Failure(what + ' cannot read this: a text with half a surrogate pair, or bytes whose buffer is gone or can be resized')
    return found[0]
  }`

/** Properties of `comet`. */
export const DIGEST_CALLS = `
    hash (data) { return digested(hash, 'comet.hash()', [data]) },
    verify (publicKey, data, signature) { return digested(verify, 'comet.verify()', [publicKey, data, signature]) },`
