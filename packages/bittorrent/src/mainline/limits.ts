// Every bound of the Mainline side, with what it is derived from.

/** A packet that is read: a put of BEP 44 has up to 1,000 bytes of value and some 300 besides; a link without jumbo frames carries 1,472. */
export const PACKET_BYTES = 1_472
/** A transaction id of a stranger, which we send back: BEP 5 expects two bytes. */
export const TRANSACTION_BYTES = 32

/** BEP 5: nodes in a bucket, and in an answer. */
export const BUCKET_NODES = 8
/** Peers in an answer: with eight nodes of both families and its token it fits into 1,472 bytes, whatever the family. */
export const ANSWER_PEERS = { 4: 100, 6: 40 } as const
/** Peers that the filters of BEP 33 are made of: with more their estimate is of no use. */
export const FILTER_PEERS = 6_000
/** Making them takes 10 ms then, so those of a swarm are kept this long, of so many swarms: 512 bytes each. */
export const FILTER_MS = 10_000
export const FILTERED_SWARMS = 1_000

/** BEP 5: after so long a node that was not heard of is questionable, and a bucket that did not change is refreshed. */
export const QUIET_MS = 15 * 60_000
/** Questions in a row without an answer until a node is bad. */
export const FAILURES_MOST = 2

/** BEP 5: secrets of tokens change this often, and the last one counts on. */
export const TOKEN_SECRET_MS = 5 * 60_000

/** A question of ours that was not answered after so long never will be. */
export const QUESTION_MS = 2_000
/** Questions of ours under way at once, some 200 bytes each. */
export const QUESTIONS_MOST = 2_048

/** How long an answer larger than its question waits for the proof of the asker's address: a round trip between continents. */
export const PROOF_MS = 300
/** Answers that wait so, of all askers, and of one. */
export const WAITING_MOST = 2_048
export const WAITING_OF_ONE = 32
/** Answers that everybody is sent: an id and an address of IPv6 in a frame, or an error. */
export const SHORT_BYTES = 72
/** How long a proof counts, and how long one that did not prove itself is not asked again. */
export const PROVEN_MS = 15 * 60_000
export const MUTE_MS = 60_000
/** Addresses that are remembered as proven, or as mute: some 100 bytes each. */
export const ADDRESSES_MOST = 50_000
/** Questions a second that strangers' questions may cause: what a forger of addresses can have sent to others. */
export const CHALLENGES_A_SECOND = 500

/** Announcements a second, of one address, of one local address, and of all; ten seconds' worth may come at once. */
export const ANNOUNCEMENTS = { address: 20, local: 20_000, all: 20_000, burst: 10 } as const
/** Announcements under way to their swarms: two seconds' worth at the rate that one gateway takes. */
export const ANNOUNCEMENTS_UNDERWAY = 20_000
/** Puts of BEP 44 likewise: each is a durable write, and a signature to verify. */
export const PUTS = { address: 5, local: 2_000, all: 2_000, burst: 10 } as const
/** Gets of BEP 44 likewise: each is a read of a quorum. */
export const GETS = { address: 50, local: 5_000, all: 5_000, burst: 10 } as const
/** Reads and writes of items under way. */
export const ITEMS_UNDERWAY = 1_000

/** BEP 44. */
export const ITEM_BYTES = 1_000
export const SALT_BYTES = 64

/** BEP 51: hashes in an answer, and seconds until another sample is worth asking for. */
export const SAMPLES = 20
export const SAMPLE_SECONDS = 60

/** Nodes that one search asks at the most, and at once. */
export const SEARCH_NODES = 64
export const SEARCH_AT_ONCE = 3
