// One error class for everything the model refuses. Codes are stable: the gateway, the command line and
// peers act on them, so a code is never renamed without its readers.

/** Why a value was refused by the model. The message names the value and what is allowed. */
export type ModelErrorCode =
  | 'KEY_INVALID'
  | 'VALUE_INVALID'
  | 'VALUE_TOO_LARGE'
  | 'QUORUM_INVALID'
  | 'CONTEXT_INVALID'
  | 'DURATION_INVALID'
  | 'RECORD_INVALID'
  | 'MESSAGE_INVALID'
  | 'MEMBERSHIP_INVALID'
  | 'REQUEST_INVALID'
  | 'TIMER_INVALID'

/** Bad input from outside. Our own bugs are assertions, never this. */
export class ModelError extends Error {
  readonly code: ModelErrorCode

  constructor(code: ModelErrorCode, message: string) {
    super(message)
    this.name = 'ModelError'
    this.code = code
  }
}
