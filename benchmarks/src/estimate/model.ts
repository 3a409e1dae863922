// On paper: what a network of any size asks of each of its nodes, from what was measured on small ones. One formula a line, so that
// they can be redone by hand with other figures; docs/scale.md says where each comes from and what it leaves out. For one node on
// average, unless it says otherwise.

/** What was measured. */
export interface Measured {
  /** Bytes of one dormant object at a node: in memory, and on the disk beyond its value. */
  readonly objectMemory: number
  readonly objectDisk: number
  /** Milliseconds by which one object delays the first answer after a start. */
  readonly objectStartMs: number
  /** Of one request: milliseconds of CPU of all nodes together, and bytes that they send for it. */
  readonly get: { readonly cpuMs: number; readonly bytes: number }
  readonly put: { readonly cpuMs: number; readonly bytes: number }
  /** Milliseconds of CPU of one tick of a timer. */
  readonly tickMs: number
  /** Of a node at rest: bytes that it sends in an hour and megabytes of memory, without peers and more for each. */
  readonly rest: { readonly bytes: Line; readonly residentMb: Line }
  /** Questions of a lookup: without nodes, and more for each doubling of their number. */
  readonly questions: Line
  /** Bytes of a question with its answer. */
  readonly questionBytes: number
  /** Bytes of one comparison of replicas that are alike. */
  readonly exchangeBytes: number
}

export interface Line {
  readonly base: number
  readonly each: number
}

/** What is assumed. */
export interface Shape {
  readonly name: string
  readonly nodes: number
  readonly objects: number
  readonly copies: number
  readonly valueBytes: number
  readonly getsPerObjectAndHour: number
  readonly putsPerObjectAndDay: number
  /** Share of the objects that have a timer, and the ticks of such a one in an hour. */
  readonly withTimers: number
  readonly ticksPerHour: number
  /** Seconds that a lookup takes. */
  readonly lookupSeconds: number
  /** Hours between the moments when a node comes, on average, and goes for good. */
  readonly stayHours: number
}

/** What a node does by its settings (docs/operating.md, packages/network/src/options.ts, packages/network/src/regions.ts). */
export const SETTINGS = {
  /** Connections kept. */
  connections: 1_000,
  /** Regions of the key space that a node remembers, and nodes in one, on average; as many again are made of others. */
  regions: 4_096,
  nodesOfARegion: 7,
  /** Seconds after which a region that is asked for is renewed, and after which it is dropped; lookups at a time for that, and in all. */
  renewSeconds: 60,
  dropSeconds: 600,
  renewalsAtATime: 2,
  /** Questions that renew a region in which nobody is new. */
  questionsOfARenewal: 3,
  lookupsAtATime: 4,
  /** The overlay's looks at itself in an hour; each is a lookup, and others for positions farther away. */
  refreshesPerHour: 12,
  /** Comparisons with other homes in an hour. */
  exchangesPerHour: 360
} as const

export interface Estimate {
  readonly copies: number
  readonly diskBytes: number
  readonly memoryBytes: number
  readonly startSeconds: number
  /** Requests each second that fall to one node, as many as it asks itself. */
  readonly requests: number
  /** Of a core, for requests and for ticks. */
  readonly requestCores: number
  readonly tickCores: number
  /** Share of requests for which the overlay has to be asked first, and questions of one lookup. */
  readonly lookedUp: number
  readonly questions: number
  /** Requests each second for which the overlay is asked, and the most that a node can ask it for. */
  readonly lookups: number
  readonly lookupsAtMost: number
  /** Bytes sent each second. */
  readonly requestBytes: number
  readonly lookupBytes: number
  readonly renewalBytes: number
  readonly pingBytes: number
  readonly refreshBytes: number
  readonly exchangeBytes: number
  readonly movedBytes: number
  /** Bytes of a table of all members, as the ring keeps it, and of the gossip of one change by each in a week. */
  readonly memberBytes: number
  readonly gossipBytes: number
}

/** A member's record in memory and on the wire (packages/membership/src/members.ts). */
const MEMBER_BYTES = 300

export function estimate(measured: Measured, shape: Shape): Estimate {
  const { nodes, objects } = shape
  const { rest, get, put } = measured
  const copies = (objects * shape.copies) / nodes
  const gets = (objects * shape.getsPerObjectAndHour) / nodes / 3_600
  const puts = (objects * shape.putsPerObjectAndDay) / nodes / 86_400
  const ticks = (objects * shape.withTimers * shape.ticksPerHour) / nodes / 3_600
  const peers = Math.min(nodes - 1, SETTINGS.connections)
  // All regions of the space, those that are renewed before they are dropped, and how many are renewed each second.
  const regions = nodes / SETTINGS.nodesOfARegion
  const renewals = Math.min(
    Math.min(regions, SETTINGS.regions) / SETTINGS.renewSeconds,
    SETTINGS.renewalsAtATime / shape.lookupSeconds
  )
  const known = Math.min(regions, SETTINGS.regions, renewals * SETTINGS.dropSeconds)
  const lookedUp = 1 - known / regions
  const questions = Math.min(nodes - 1, measured.questions.base + measured.questions.each * Math.log2(nodes))
  const lookupBytes = questions * measured.questionBytes
  // kad-dht renews itself, and one position for each full byte that its nearest contact shares with it, and one more.
  const lookupsOfARefresh = 2 + Math.floor(Math.log2(nodes) / 8)
  const copyBytes = shape.valueBytes + measured.objectDisk
  return {
    copies,
    diskBytes: copies * copyBytes,
    memoryBytes: 1e6 * (rest.residentMb.base + rest.residentMb.each * peers) + copies * measured.objectMemory,
    startSeconds: (copies * measured.objectStartMs) / 1_000,
    requests: gets + puts,
    requestCores: (gets * get.cpuMs + puts * put.cpuMs) / 1_000,
    tickCores: (ticks * measured.tickMs) / 1_000,
    lookedUp,
    questions,
    lookups: (gets + puts) * lookedUp,
    lookupsAtMost: SETTINGS.lookupsAtATime / shape.lookupSeconds,
    requestBytes:
      gets * (get.bytes + shape.valueBytes) + puts * (put.bytes + shape.copies * shape.valueBytes),
    lookupBytes: (gets + puts) * lookedUp * lookupBytes,
    renewalBytes: renewals * SETTINGS.questionsOfARenewal * measured.questionBytes,
    pingBytes: (rest.bytes.base + rest.bytes.each * peers) / 3_600,
    refreshBytes: (SETTINGS.refreshesPerHour * lookupsOfARefresh * lookupBytes) / 3_600,
    exchangeBytes: (SETTINGS.exchangesPerHour * measured.exchangeBytes) / 3_600,
    // What a node has when it comes, and what others have to make anew when it goes.
    movedBytes: (2 * copies * copyBytes) / (shape.stayHours * 3_600),
    memberBytes: nodes * MEMBER_BYTES,
    gossipBytes: (nodes * MEMBER_BYTES) / (7 * 86_400)
  }
}

/** The line of least squares; a level one through a single point. */
export function fit(points: readonly { readonly x: number; readonly y: number }[]): Line {
  const mean = (of: 'x' | 'y'): number => points.reduce((sum, point) => sum + point[of], 0) / points.length
  const [x, y] = [mean('x'), mean('y')]
  const spread = points.reduce((sum, point) => sum + (point.x - x) ** 2, 0)
  const each =
    spread === 0 ? 0 : points.reduce((sum, point) => sum + (point.x - x) * (point.y - y), 0) / spread
  return { base: y - each * x, each }
}
