// Room for messages. Most are short and live for one invocation; a buffer of its own for each would cost some 0.9 µs, more than what is
// written into it, and as much again when it is collected.

/** So many bytes, which hold anything: all of them have to be written. Short ones lie in a pool that they share with others. */
export function room(length: number): Uint8Array<ArrayBuffer> {
  const { buffer, byteOffset } = Buffer.allocUnsafe(length)
  // No Buffer, whose `slice` would not copy.
  return new Uint8Array(buffer, byteOffset, length)
}
