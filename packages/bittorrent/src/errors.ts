// What goes wrong here, as one error class. Codes are stable: callers switch on them.

/** Each code with what it means. */
const BITTORRENT_ERROR_CODES = {
  BENCODE_INVALID: 'the bytes are not bencode; details: at (offset)',
  BENCODE_TOO_DEEP: 'lists and dictionaries lie too deep in each other; details: at, allowed',
  ADDRESS_INVALID: 'no HOST:PORT that can be listened on or asked; details: address',
  SWARM_BUSY:
    'more announcements or looks are under way than there may be, or the swarm is over its budget; details: allowed, or key and cause',
  SWARM_REFUSED: 'the tracker object refused, failed, or answered what are no peers; details: key, cause',
  SWARM_UNREACHABLE: 'no quorum of the nodes that keep the swarm answered; details: key, cause',
  TRACKER_REFUSED:
    'what a client asked of a tracker is not answered; the message says why, in words for the client',
  PORT_IN_USE: 'at the start: another process listens on the address; details: address',
  LISTEN_FAILED: 'at the start: the address cannot be listened on; details: address'
} as const

export type BittorrentErrorCode = keyof typeof BITTORRENT_ERROR_CODES

export type Details = Readonly<Record<string, string | number>>

export class BittorrentError extends Error {
  readonly code: BittorrentErrorCode
  /** The counts and names behind the sentence, as listed with the code. */
  readonly details: Details

  constructor(code: BittorrentErrorCode, message: string, details: Details = {}, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause })
    this.name = 'BittorrentError'
    this.code = code
    this.details = details
  }
}
