// Why an interpreter binary was refused. Metering is a property of the binary, so a binary that is not the one we know
// must never run: an update of the dependency has to fail loudly here, not switch the meter off.

/** `MALFORMED`: not the WebAssembly we can read. `UNRECOGNISED`: readable, but not the interpreter we know. `MISCOUNTS`: rewritten, but it does not count as it must. */
export type RewriteErrorCode = 'MALFORMED' | 'UNRECOGNISED' | 'MISCOUNTS'

export class RewriteError extends Error {
  readonly code: RewriteErrorCode

  constructor(code: RewriteErrorCode, message: string) {
    super(message)
    this.name = 'RewriteError'
    this.code = code
  }
}
