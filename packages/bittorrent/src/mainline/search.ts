// A search for the nodes nearest to a target: the nearest known ones are asked for nearer ones, three at a time, until the eight nearest
// have answered. Bounded whatever they answer.
import { type Endpoint, type Family, isUnicast, readCompact } from '../addresses.ts'
import { isBytes, type Response } from './krpc.ts'
import { BUCKET_NODES, SEARCH_AT_ONCE, SEARCH_NODES } from './limits.ts'
import { ID_BYTES } from './node-id.ts'
import { NODE_BYTES } from './reply.ts'
import { type Contact, compareDistance } from './table.ts'

interface Candidate extends Contact {
  asked: boolean
  answered: boolean
}

export interface SearchOptions {
  readonly target: Uint8Array
  readonly family: Family
  /** Whom to begin with. */
  readonly contacts: readonly Contact[]
  /** Addresses of nodes whose ids are not known yet. */
  readonly entries?: readonly Endpoint[]
  /** Asks a node for those near the target. */
  ask(to: Endpoint, id: Buffer | undefined, answered: (response: Response | undefined) => void): void
  /** @param found how many have answered */
  done(found: number): void
}

export function search({ target, family, contacts, entries = [], ask, done }: SearchOptions): void {
  const seen = new Set<string>()
  const candidates: Candidate[] = []
  let underway = 0
  let asked = 0
  let found = 0
  let over = false

  const add = (contact: Contact) => {
    const name = contact.id.toString('hex')
    if (seen.has(name) || seen.size >= SEEN) return
    seen.add(name)
    candidates.push({ ...contact, asked: false, answered: false })
    candidates.sort((a, b) => compareDistance(a.id, b.id, target))
  }

  const send = (to: Endpoint, candidate: Candidate | undefined) => {
    underway++
    asked++
    ask(to, candidate?.id, (response) => {
      underway--
      if (response !== undefined) {
        found++
        if (candidate !== undefined) candidate.answered = true
        for (const contact of contactsOf(response, family)) add(contact)
      } else if (candidate !== undefined) candidates.splice(candidates.indexOf(candidate), 1)
      step()
    })
  }

  const step = () => {
    const nearest = candidates.slice(0, BUCKET_NODES)
    for (const candidate of nearest) {
      if (underway >= SEARCH_AT_ONCE || asked >= SEARCH_NODES) break
      if (candidate.asked) continue
      candidate.asked = true
      send(candidate, candidate)
    }
    if (underway > 0 || over) return
    over = true
    done(found)
  }

  for (const contact of contacts) add(contact)
  for (const entry of entries.slice(0, BUCKET_NODES)) send(entry, undefined)
  step()
}

const SEEN = 500

/** The nodes that an answer tells, of one family; addresses that no node can have are left out. */
function contactsOf({ values }: Response, family: Family): Contact[] {
  const nodes = values.get(family === 4 ? 'nodes' : 'nodes6')
  if (!isBytes(nodes)) return []
  const contacts: Contact[] = []
  const most = Math.min(nodes.length - NODE_BYTES[family], (2 * BUCKET_NODES - 1) * NODE_BYTES[family])
  for (let at = 0; at <= most; at += NODE_BYTES[family]) {
    const { ip, port } = readCompact(nodes, at + ID_BYTES, family)
    if (port > 0 && isUnicast(ip))
      contacts.push({ id: Buffer.from(nodes.subarray(at, at + ID_BYTES)), ip, port })
  }
  return contacts
}
