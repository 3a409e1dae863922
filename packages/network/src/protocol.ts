/**
 * The names under which Halley nodes find each other on a libp2p connection, and the constants of the overlay.
 * The names are part of the wire format: nodes that use others never see each other.
 */

/** The stream that carries frames. */
export const HALLEY_PROTOCOL = '/halley/2.0.0'

/** The overlay of its own: never the public IPFS one. */
export const KAD_PROTOCOL = '/halley/kad/1.0.0'

/** Kademlia's k: nodes in a bucket, and nodes that a lookup returns. */
export const BUCKET_SIZE = 20

/**
 * Bits of a position up to which buckets are split. kad-dht splits all of them alike, not only those near the node, and up to 6 bits
 * by default: beyond some 1,000 nodes its lookups miss the nearest ones then (docs/scale.md). This is enough for a million.
 */
export const BUCKET_BITS = 16

/** Kademlia's α: queries in flight during a lookup. */
export const LOOKUP_CONCURRENCY = 4

/** One long-lived stream each way, and room for the moment when an old one is not known to be dead. */
export const STREAMS_PER_CONNECTION = 4
