/**
 * Every knob of the libp2p network, in one table: default, bounds, unit, meaning.
 *
 * The table is the truth: types, defaults and the bounds check come from it, and a test sees to it that every
 * row is read by the code. Times are in milliseconds and end in `Ms`, sizes in bytes and end in `Bytes`.
 */
import { NetworkError } from './errors.ts'

interface Row {
  readonly default: number
  readonly min: number
  readonly max: number
  readonly meaning: string
}

export const NETWORK_OPTIONS = {
  maxFrameBytes: { default: 1 << 20, min: 64, max: 1 << 26, meaning: 'largest frame, sent or received' },
  maxQueuedBytes: {
    default: 8 << 20,
    min: 1024,
    max: 1 << 30,
    meaning: 'frames waiting for one peer; above it, further frames are undeliverable'
  },
  dialTimeoutMs: {
    default: 5_000,
    min: 50,
    max: 120_000,
    meaning: 'finding an address, dialling, encrypting and opening the stream, together'
  },
  settleTimeoutMs: {
    default: 5_000,
    min: 100,
    max: 60_000,
    meaning: 'when both sides opened a stream: how long the losing one may take to end before it is cut'
  },
  redialFirstMs: {
    default: 250,
    min: 10,
    max: 60_000,
    meaning: 'pause after the first failed dial; it doubles'
  },
  redialMaxMs: {
    default: 10_000,
    min: 10,
    max: 600_000,
    meaning: 'longest pause between dials to a lost peer'
  },
  forgetAfterMs: {
    default: 60_000,
    min: 100,
    max: 86_400_000,
    meaning:
      'a peer whose dials have failed for so long leaves the answers of closest(); until then it keeps its place'
  },
  abandonAfterMs: {
    default: 3_600_000,
    min: 100,
    max: 86_400_000,
    meaning: 'redialling a forgotten peer stops after this time; bootstrap addresses are redialled for ever'
  },
  joinTimeoutMs: {
    default: 5_000,
    min: 0,
    max: 120_000,
    meaning:
      'creation waits so long for a bootstrap peer and the first lookup, then goes on alone and keeps trying'
  },
  lookupTimeoutMs: { default: 5_000, min: 50, max: 120_000, meaning: 'one iterative lookup' },
  refreshMs: {
    default: 60_000,
    min: 100,
    max: 86_400_000,
    meaning: 'age at which the knowledge of a region is renewed in the background'
  },
  maxConnections: {
    default: 1_000,
    min: 8,
    max: 65_535,
    meaning: 'connections kept; beyond it libp2p prunes'
  },
  maxInboundPerSecond: {
    default: 1_000,
    min: 1,
    max: 1_000_000,
    meaning: 'inbound connections a second from one address; a local cluster shares one address'
  },
  maxHalfOpen: {
    default: 256,
    min: 1,
    max: 65_535,
    meaning: 'inbound connections that have not finished their handshake; more are refused'
  },
  handshakeTimeoutMs: { default: 5_000, min: 100, max: 60_000, meaning: 'time for an inbound handshake' },
  heartbeatMs: {
    default: 30_000,
    min: 1_000,
    max: 600_000,
    meaning: 'a ping on every connection; measures rttMs and finds peers that vanished without a TCP reset'
  }
} as const satisfies Record<string, Row>

export type NetworkOptionName = keyof typeof NETWORK_OPTIONS
export type NetworkTuning = Record<NetworkOptionName, number>

/** Defaults filled in. @throws NetworkError BAD_OPTION when a value is out of bounds */
export function tuned(given: Partial<Record<NetworkOptionName, number | undefined>>): NetworkTuning {
  const tuning = {} as NetworkTuning
  for (const [name, row] of Object.entries(NETWORK_OPTIONS) as [NetworkOptionName, Row][]) {
    const value = given[name] ?? row.default
    if (!(value >= row.min && value <= row.max)) {
      throw new NetworkError(
        'BAD_OPTION',
        `${name} is ${value}; it must lie between ${row.min} and ${row.max}`,
        {
          option: name,
          value
        }
      )
    }
    tuning[name] = value
  }
  return tuning
}
