// How the nodes of simulated worlds are configured where nothing else is wished: as real ones are, except that they do not
// measure round trips. A world that is about them says so; all others are smaller and faster without.
import { NODE_DEFAULTS, type NodeOptions } from '@halley/node'

export const SIMULATED_DEFAULTS: NodeOptions = { ...NODE_DEFAULTS, coordinatesEveryMs: 365 * 24 * 3_600_000 }

/** What differs where they do: as often as real ones. */
export const MEASURING: Pick<NodeOptions, 'coordinatesEveryMs'> = {
  coordinatesEveryMs: NODE_DEFAULTS.coordinatesEveryMs
}
