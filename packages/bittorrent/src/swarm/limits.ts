// Every bound of the keeper of swarms, with what it is derived from.

/**
 * An object is put to at most this often, so that announcements gather: one that has a swarm to itself, one of sixteen that share it,
 * and so on. A shared swarm is announced at as often, but each object only a part of it. The first after a silence does not wait.
 */
export const GATHER_MS = [100, 400, 1_000, 1_000, 1_000] as const
/** Announcements in a put: by the object's budget of instructions, which 250 on top of 900 peers use two thirds of. */
export const BATCH_PEERS = 250
/** Puts under way: a home commits in groups, and a node that is overloaded lets in sixteen requests all the same. */
export const PUTS_AT_ONCE = 16
/** A put that the node has no room for waits, each time twice as long as before; after the last one its announcements fail. */
export const BUSY_WAITS_MS = [100, 200, 400, 800, 1_600]
/** Announcements that wait or are under way, of all swarms: some 200 bytes each, and five seconds of what a gateway takes. */
export const PENDING_MOST = 50_000

/** A view older than that is looked at anew when somebody asks; meanwhile the old one answers. */
export const VIEW_MS = 1_000
/** A view older than that answers nobody: who asks waits for the new one. */
export const VIEW_STALE_MS = 5_000
/** An object that did not answer is not asked again before that, so that a crowd that asks for it does no harm. */
export const FAILED_MS = 200
/** Peers of each kind that an object is asked for: BEP 23 clients ask for 50, mostly, and some to 200. */
export const VIEW_PEERS = 100
/** Objects of a shared swarm that are looked at together. A swarm of 100,000 has 273 of them: all are seen within 35 s. */
export const VIEW_OBJECTS = 8
/** Of one swarm, of each kind: so many peers of its objects are offered in turn. */
export const OFFERED_PEERS = 1_000
/** Counts of a shared swarm's objects are this old at the most when they are asked for. */
export const COUNTS_MS = 30_000

/** Looks under way: each is a get. Over it who asks for a swarm that is not known here is told SWARM_BUSY. */
export const LOOKS_MOST = 512
/** Swarms that are remembered, of both families; what was not asked for longest goes. */
export const SWARMS_MOST = 50_000
/** Peers in all views: some 200 bytes each. */
export const CACHED_PEERS = 200_000
/** How often a swarm is shared: sixteen to the fourth objects of 450 peers are some 30 million. */
export const LEVELS_MOST = 4
/** Objects that share what another one had. */
export const BRANCHES_MOST = 16
