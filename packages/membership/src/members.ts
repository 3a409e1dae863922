// Who belongs to the ring, as far as this node has heard: one record for each member, the later record of two winning. Merging
// in any order, any number of times, comes to the same; what two nodes differ in is found by comparing 64 hashes.
//
//   groups     0     1     2    …   63          a member's group: the first bits of SHA-256(id)
//   digest   a3…   00…   7f…        b1…         8 bytes each: the XOR of the hashes of its members' records
import {
  compareMembers,
  GOSSIP_DIGEST_BYTES,
  GOSSIP_GROUPS,
  MEMBERS,
  type Member,
  memberText,
  type NodeId,
  sha256
} from '@halley/model'

const GROUP_BYTES = GOSSIP_DIGEST_BYTES / GOSSIP_GROUPS

export class Members {
  readonly #members = new Map<NodeId, Member>()
  readonly #groups: Map<NodeId, Member>[] = Array.from({ length: GOSSIP_GROUPS }, () => new Map())
  readonly #digest = new Uint8Array(GOSSIP_DIGEST_BYTES)

  /** Takes a record in. Returns whether it said anything new; a stranger beyond the limit of members is not taken in. */
  merge(member: Member): boolean {
    const known = this.#members.get(member.id)
    if (known === undefined && this.#members.size >= MEMBERS) return false
    if (known !== undefined && compareMembers(member, known) <= 0) return false
    const group = groupOf(member.id)
    if (known !== undefined) this.#toggle(group, known)
    this.#toggle(group, member)
    this.#members.set(member.id, member)
    this.#groups[group]?.set(member.id, member)
    return true
  }

  get(id: NodeId): Member | undefined {
    return this.#members.get(id)
  }

  /** All of them, those that left among them, in the order in which they were heard of. */
  all(): Member[] {
    return [...this.#members.values()]
  }

  joined(): Member[] {
    return this.all().filter(({ status }) => status === 'joined')
  }

  /** Equal for two nodes that know the same. The caller may keep it. */
  digest(): Uint8Array {
    return this.#digest.slice()
  }

  /** Whether the group that `id` belongs to has the same hash in both digests. */
  agreesOn(id: NodeId, digest: Uint8Array): boolean {
    return sameGroup(this.#digest, digest, groupOf(id))
  }

  /** Members in the groups where `digest` differs from here. */
  differing(digest: Uint8Array): Member[] {
    return this.#groups.flatMap((group, at) =>
      sameGroup(this.#digest, digest, at) ? [] : [...group.values()]
    )
  }

  // XOR takes a record out of the hash as it put it in.
  #toggle(group: number, member: Member): void {
    const hash = sha256(memberText(member))
    for (let at = 0; at < GROUP_BYTES; at++) {
      const place = group * GROUP_BYTES + at
      this.#digest[place] =
        (this.#digest[place] as number) ^ Number.parseInt(hash.slice(2 * at, 2 * at + 2), 16)
    }
  }
}

function groupOf(id: NodeId): number {
  return Number.parseInt(sha256(id).slice(0, 8), 16) % GOSSIP_GROUPS
}

function sameGroup(a: Uint8Array, b: Uint8Array, group: number): boolean {
  for (let at = group * GROUP_BYTES; at < (group + 1) * GROUP_BYTES; at++) if (a[at] !== b[at]) return false
  return true
}
