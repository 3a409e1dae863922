// What an operator can set about replication: default, unit, bounds and meaning, in one table.
import { DEFAULT_QUORUM, type Quorum, VECTOR_KEEP } from '@halley/model'
import type { AntiEntropyOptions } from './anti-entropy.ts'
import type { HintsOptions } from './hints.ts'
import type { LeasesOptions } from './leases.ts'
import type { PreferencesOptions } from './preferences.ts'
import type { VectorOptions } from './revision.ts'
import type { StorageOptions } from './stored-bytes.ts'
import type { TimetableOptions } from './timetable.ts'

export interface ReplicationOptions
  extends HintsOptions,
    LeasesOptions,
    PreferencesOptions,
    VectorOptions,
    StorageOptions,
    TimetableOptions,
    AntiEntropyOptions {
  /** (N, R, W) of objects that do not choose their own. */
  readonly quorum: Quorum
  /** Milliseconds a replica has to answer; then a fallback is asked in its place. As long has a late coordinator to say that it is there. */
  readonly replicaTimeoutMs: number
  /** Milliseconds one coordinator has to answer; then the request goes to the next. */
  readonly coordinatorTimeoutMs: number
  /** Milliseconds that a coordinator may take for a get at any time without another being asked besides (see pace.ts). */
  readonly hedgeLeastMs: number
  /** Milliseconds after which a request fails with TIMEOUT, and a coordinator asks nobody else for it. */
  readonly requestTimeoutMs: number
}

export const REPLICATION_DEFAULTS: ReplicationOptions = {
  quorum: DEFAULT_QUORUM,
  replicaTimeoutMs: 1_000,
  // One that is not there is noticed long before. A handler that waits at it has to be over.
  coordinatorTimeoutMs: 6_000,
  hedgeLeastMs: 10,
  requestTimeoutMs: 8_000,
  preferenceLists: 10_000,
  preferenceAgeMs: 30_000,
  handoffsAtOnce: 16,
  handoffRetryMs: 10_000,
  hintsAtMost: 100_000,
  // A quarter of the room: four homes have to be gone for good before a fifth finds none.
  hintsOfOneHomeAtMost: 25_000,
  // Three of Comet's intervals: one that is missed costs nothing.
  leaseMs: 1_800_000,
  leasesAtMost: 10_000,
  leaseBytes: 256 * 1024 * 1024,
  // Longer than a restart or a pause takes, and much shorter than the overlay remembers who is gone.
  standInAfterMs: 10_000,
  exchangeEveryMs: 10_000,
  transfersAtOnce: 16,
  sweepEveryMs: 30_000,
  reclaimEveryMs: 600_000,
  graceMs: 7 * 24 * 3_600_000,
  // 320 a second where one takes a tenth of a second. Each request waits behind those that are under way, here and at other homes.
  timersAtOnce: 32,
  // Longer than clocks are apart, so that homes whose clocks are ahead do not run what is another's to do.
  timerPatienceMs: 10_000,
  // Ten million small objects of one owner, a hundred million in all.
  ownerStorageBytes: 10_000_000_000,
  storageBytes: 100_000_000_000,
  vectorKeep: VECTOR_KEEP,
  vectorGraceMs: 7 * 24 * 3_600_000
}
