// Every bound of the trackers, with what it is derived from.

/** Seconds between a peer's announcements: the tracker object forgets who is silent for one and a half of them. */
export const INTERVAL_SECONDS = 1_800
/** Before that nobody need announce itself again. */
export const LEAST_SECONDS = 60

/** BEP 3 says 50 where none are asked for. As many as make an answer that fits into a packet, with 20 bytes ahead (BEP 15). */
export const PEERS_DEFAULT = 50
export const PEERS_MOST = { 4: 200, 6: 78 } as const

/** BEP 15: about so many fit into a packet. A scrape over HTTP may have as many. */
export const SCRAPES_MOST = 74

/** Announcements and scraped hashes a second, of one address, of one local address, and of all; ten seconds' worth may come at once. */
export const ASKS = { address: 50, local: 50_000, all: 50_000, burst: 10 } as const
/** Under way at once: two seconds' worth at the rate that one gateway takes. */
export const UNDERWAY_MOST = 20_000

/** BEP 15: how long an id counts after it was sent. */
export const CONNECTION_MS = 120_000
/** A client that used its id so late was not in a hurry: that was no round trip. */
export const ROUND_TRIP_MS = 2_000

/** The longest line with what may be asked: 74 hashes of 60 characters and a path. */
export const HEADER_BYTES = 8_192
export const CONNECTIONS_MOST = 10_000
/** Milliseconds that a client has for its headers, and for all of a request. */
export const HEADERS_MS = 10_000
export const REQUEST_MS = 15_000
/** An open connection that asks nothing. */
export const IDLE_MS = 5_000
/** Open requests are given so long when the tracker stops. */
export const GRACE_MS = 5_000
