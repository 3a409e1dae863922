// Which counts an operator should look into: those that stay at 0, or nearly, while all is well. docs/operating.md says of each
// what it may mean.
import type { CounterName } from 'halley'

export const TROUBLE: ReadonlySet<string> = new Set<CounterName>([
  // Requests that were not served.
  'requestsTimedOut',
  'replicasAbsent',
  'readQuorumsUnmet',
  'writeQuorumsUnmet',
  'busyClients',
  'busyPeers',
  'busyTurns',
  'busyMailboxes',
  'sandboxBusy',
  'busyHandlers',
  'ownersOverspent',
  'ownerBytesOverspent',
  // Copies that do not get where they belong.
  'hintsRefused',
  'hintsGivenUp',
  'transfersFailed',
  'disowned',
  // The disk.
  'storesRefused',
  'ownersFull',
  'storageFull',
  'loadsRefused',
  'copiesDamaged',
  'membershipsRefused',
  'addressBookFailures',
  'corruptHints',
  'corruptDebts',
  'unwrittenDebts',
  'corruptIndexEntries',
  'corruptMemberships',
  // Faults, here or at other nodes.
  'sandboxFaults',
  'overWallClock',
  'malformedMessages',
  'protocolFaults',
  'gossipForeign'
])
