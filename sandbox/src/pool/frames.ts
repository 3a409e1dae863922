// Many frames in one message: a single buffer costs less to send than one for each.

/** The frames behind each other; `bytes` is their length together. */
export function joinFrames(frames: readonly Uint8Array[], bytes: number): Uint8Array<ArrayBuffer> {
  const joined = new Uint8Array(bytes)
  let at = 0
  for (const frame of frames) {
    joined.set(frame, at)
    at += frame.length
  }
  return joined
}
