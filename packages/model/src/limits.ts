// Every bound of the stored and transmitted forms, with where it comes from. A decoder checks its bound
// before it allocates; a core checks before it queues.

const KiB = 1024

/** Longest key, in UTF-8 bytes: the engine's own key limit is 1,978 bytes, and a hint's key holds a node id too. */
export const KEY_BYTES = 1024

/** Longest handler source, in UTF-8 bytes. Comet's largest application is 43 lines; this is room for 1,500. */
export const CODE_BYTES = 64 * KiB

/** Largest encoded state, reply, local state or passive value, in bytes: Comet's 100 KB for an object. */
export const VALUE_BYTES = 100 * KiB

/** Largest encoded payload of a get, in bytes: a question is smaller than an answer. */
export const PAYLOAD_BYTES = 64 * KiB

/** Deepest nesting of a value. JSON written by people stays below 20. */
export const VALUE_DEPTH = 64

/** Most siblings that a put may leave behind: beyond it a blind put is refused, so nothing is dropped silently. */
export const SIBLINGS = 16

/** Most siblings that a record may hold at all: partitioned coordinators may each have let in SIBLINGS. */
export const RECORD_SIBLINGS = 4 * SIBLINGS

/** Entries of a version vector that are kept however old they are: three times as many as Dynamo's vectors have at all. */
export const VECTOR_KEEP = 32

/** Entries of a version vector that a merge keeps by their age, the latest first: those of present versions come on top. */
export const VECTOR_LATEST = 192

/** Most entries of a version vector: each version that a record may hold can be of an actor of its own. */
export const VECTOR_ENTRIES = VECTOR_LATEST + RECORD_SIBLINGS

/** Highest counter of an actor: six bytes, a write a millisecond for 8,900 years. */
export const VECTOR_COUNTER = 2 ** 48 - 1

/** Bytes of siblings that a put may leave behind: four of the largest objects. */
export const SIBLINGS_BYTES = 4 * (CODE_BYTES + VALUE_BYTES)

/** Largest encoded record, in bytes: what four coordinators let in that could not hear each other, and their vectors. */
export const RECORD_BYTES = 4 * SIBLINGS_BYTES + 64 * KiB

/** Largest frame between nodes, in bytes: one record or one request, and its envelope. */
export const FRAME_BYTES = RECORD_BYTES + 64 * KiB

/** Most handlers that an object may define; the host calls fewer than ten. */
export const HANDLERS = 32

/** Longest name of a handler, in characters. */
export const HANDLER_CHARACTERS = 64

/** Most timers of an object, and the longest name of one, in UTF-8 bytes: its length takes a byte on the disk. */
export const TIMERS = 16
export const TIMER_NAME_BYTES = 64

/** Shortest interval that any operator may allow a timer, in milliseconds: what others write must not keep a node busy. */
export const TIMER_EVERY_MS = 100

/** Most replicas an object may ask for: the nodes one lookup finds (Kademlia's k = 20). */
export const REPLICAS = 20

/** Longest lifetime that a put may ask for, in milliseconds: ten years. */
export const TTL_MS = 10 * 365 * 24 * 3_600_000

/** Longest id of a node, in characters: libp2p's have 52. */
export const NODE_ID_CHARACTERS = 128

/** How many handlers may wait for each other, from object to object: as deep as a chain that answers in time can be. */
export const CALL_DEPTH = 8

/** Longest capability, in characters: the id of a node, and 128 bits. */
export const CAPABILITY_CHARACTERS = NODE_ID_CHARACTERS + 32

/** Longest signature of code, in characters: a public key and an Ed25519 signature take 130 in base64url. */
export const SIGNATURE_CHARACTERS = 160

/** Longest time that a client may wait for a later reply, in milliseconds: connections between machines last as long. */
export const WAIT_MS = 600_000

/**
 * Members that a node remembers, those that left among them: 1,000 machines, each replaced three times. Who left is never
 * forgotten, because a node that slept through the leave would bring it back.
 */
export const MEMBERS = 4_096

/** Largest weight of a member: the ratio between the largest and the smallest machine. */
export const MEMBER_WEIGHT = 1_000

/** Highest stamp of a member's record: a change a second for 30,000 years, and far below what a number can count. */
export const MEMBER_STAMP = 2 ** 40

export const MEMBER_ZONE_CHARACTERS = 64

/** Addresses that a member tells of itself, and the length of one, in characters. */
export const MEMBER_ADDRESSES = 4
export const MEMBER_ADDRESS_CHARACTERS = 128

/** Members in one message of gossip: 200 KiB at the most. What does not fit follows in the next rounds. */
export const GOSSIP_MEMBERS = 256

/** The members fall into so many groups by their ids; a digest has 8 bytes for each. */
export const GOSSIP_GROUPS = 64
export const GOSSIP_DIGEST_BYTES = 8 * GOSSIP_GROUPS

/** Largest encoded membership, in bytes: as many members as there may be, of the largest size. */
export const MEMBERSHIP_BYTES = 1_024 * MEMBERS

/** Most partitions of the ring. */
export const RING_PARTITIONS = 65_536

/** Regions compared by one message: its answer has 16 sums of 12 bytes for each, 12 KiB in all. */
export const COMPARED_REGIONS = 64

/** A region's sum: 64 bits of all its digests, and how many there are. */
export const SUM_BYTES = 12

/** Keys in one listing: 256 KiB where all are as long as they may be. What does not fit is asked for again. */
export const LISTED_KEYS = 256

/** Numbers of a network coordinate's vector: more gained nothing on measured round trips (docs/coordinates.md). */
export const COORDINATE_DIMENSIONS = 3

/** Furthest place and largest height of a network coordinate, in milliseconds: no round trip that works takes longer. */
export const COORDINATE_MS = 10_000
