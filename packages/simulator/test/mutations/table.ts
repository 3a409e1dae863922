// Faults planted into the cores themselves: in each, one piece of source is replaced. The simulator has to catch every one
// of them within a thousand seeds.
import { ABSENCE } from './absence.ts'
import { BUDGETS } from './budgets.ts'
import { CALLS } from './calls.ts'
import { LEASES } from './leases.ts'
import type { Mutation } from './mutation.ts'
import { TIMERS } from './timers.ts'

const REPLICATION: readonly Mutation[] = [
  {
    what: 'counts the write quorum one short',
    file: 'replication/src/quorum-write.ts',
    find: 'this.#stored.size >= this.#plan.quorum.w)',
    replace: 'this.#stored.size >= this.#plan.quorum.w - 1)'
  },
  {
    what: 'hints a copy for the node that failed to stand in, not for the home',
    file: 'replication/src/quorum-write.ts',
    find: 'this.#standIn(placing.hint ?? placing.node)',
    replace: 'this.#standIn(placing.node)'
  },
  {
    what: 'counts the read quorum one short',
    file: 'replication/src/quorum-read.ts',
    find: 'this.#answers.size >= this.#quorum.r &&',
    replace: 'this.#answers.size >= this.#quorum.r - 1 &&'
  },
  {
    what: 'forgets what it read first',
    file: 'replication/src/quorum-read.ts',
    find: 'merged = mergeToFit(merged, record)',
    replace: 'merged = record'
  },
  {
    what: 'reads what is not durable yet',
    file: 'replication/src/replica.ts',
    find: 'else reader.copied(entry.durable)',
    replace: 'else reader.copied(entry.latest ?? entry.durable)'
  },
  {
    what: 'acknowledges what the disk refused',
    file: 'replication/src/replica.ts',
    find: 'for (const { writer } of refused) writer.refused(failure)',
    replace: 'for (const { writer, dots } of refused) writer.stored((entry.durable as Copy).record, dots)'
  },
  {
    what: 'drops a hint that was renewed on its way to the disk',
    file: 'replication/src/replica.ts',
    find: 'entry.storing?.hints.has(change.unhint)',
    replace: 'false'
  },
  {
    what: 'replaces the copy by what it is sent',
    file: 'replication/src/serving.ts',
    find: 'const change: Change = { record,',
    replace: 'const change: Change = { record: { ...record, siblings: record.siblings.slice(-1) },'
  },
  {
    what: 'says stored before it is',
    file: 'replication/src/serving.ts',
    find: 'replica.write(key, change, {',
    replace: "this.answer(from, { type: 'stored', id }); replica.write(key, change, {"
  },
  {
    what: 'forgets for whom it keeps a copy',
    file: 'replication/src/serving.ts',
    find: 'hint === self ? undefined : hint',
    replace: 'undefined'
  },
  {
    what: 'drops a hint before the home has acknowledged',
    file: 'replication/src/handoff.ts',
    find: 'if (open === 0) over()',
    replace: 'over()'
  },
  {
    what: 'drops a hint although a newer copy was kept meanwhile',
    file: 'replication/src/hints.ts',
    find: 'sent === undefined || sent.outdated',
    replace: 'sent === undefined'
  },
  {
    what: 'never finds another place for the copies of a home that is gone',
    file: 'replication/src/handoff.ts',
    find: 'if (homes.includes(home)) {',
    replace: 'if (homes.length > 0) {'
  },
  {
    what: 'forgets its hints when it starts',
    file: 'replication/src/replication.ts',
    find: 'this.#upkeep.handoff.restore(home, key)',
    replace: ''
  },
  {
    what: 'begins its message ids anew at each start',
    file: 'replication/src/questions.ts',
    find: 'this.#next = boot + 1',
    replace: 'this.#next = 1'
  },
  {
    what: 'gives leave twice',
    file: 'replication/src/routing.ts',
    find: 'if (route === undefined || route.granted !== undefined || !route.open.has(by)) return false',
    replace: 'if (route === undefined || !route.open.has(by)) return false'
  },
  {
    what: 'asks another coordinator although one has leave',
    file: 'replication/src/routing.ts',
    find: "if (route.granted === undefined) return this.#next(route, 'movedOnSilence')",
    replace: "if (route.id > 0) return this.#next(route, 'movedOnSilence')"
  },
  {
    what: 'never looks again who the homes are',
    file: 'replication/src/preferences.ts',
    find: 'const { waiting, ...knew } = this.#asking.get(key) ?? { ...this.#overlay, waiting: [] }',
    replace:
      'const { waiting, ...knew } = this.#asking.get(key) ?? { ...this.#overlay, waiting: [] }; if (this.#known.get(key) !== undefined) return'
  }
]

const OBJECTS: readonly Mutation[] = [
  {
    what: 'needs no leave to supersede what the client has not seen',
    file: 'objects/src/next-step.ts',
    find: 'return unnamed.some(',
    replace: 'return unnamed.length < 0 && unnamed.some('
  },
  {
    what: 'takes a context that no replica knows',
    file: 'objects/src/next-step.ts',
    find: 'return context !== undefined && !descends(record.context, context)',
    replace: 'return context !== undefined && descends({}, context) && !descends(record.context, context)'
  },
  {
    what: 'lets a put supersede what its client has not seen',
    file: 'objects/src/put.ts',
    find: 'acceptors.includes(sibling) : covers(context, dot)',
    replace: 'acceptors.includes(sibling) : true'
  },
  {
    what: 'answers a context that covers what the client has not seen',
    file: 'objects/src/step.ts',
    find: 'return unseen ? known : context',
    replace: 'return unseen ? context : context'
  },
  {
    what: 'deletes more than the context covers',
    file: 'objects/src/delete.ts',
    find: 'live.filter((sibling) => covers(context, sibling.dot))',
    replace: 'live'
  },
  {
    what: 'lets two events into one object at a time',
    file: 'objects/src/mailbox.ts',
    find: 'if (gate.inside !== undefined) {',
    replace: 'if (gate.inside === turn) {'
  },
  {
    what: 'decides on what it read before others changed it',
    file: 'objects/src/objects.ts',
    find: 'if (this.#mailboxes.changes(request.key) === seenChanges) {',
    replace: 'if (seenChanges >= 0) {'
  },
  {
    what: 'supersedes only one of the versions that it merged',
    file: 'objects/src/merging.ts',
    find: 'versions.flatMap((version) => dotsOfEquals(scene.record.siblings, version))',
    replace: 'versions.slice(-1).flatMap((version) => dotsOfEquals(scene.record.siblings, version))'
  }
]

const MODEL: readonly Mutation[] = [
  {
    what: 'issues a dot twice',
    file: 'model/src/record.ts',
    find: 'return { actor, counter: (record.context[actor] ?? 0) + 1 }',
    replace: 'return { actor, counter: Math.max(1, record.context[actor] ?? 0) }'
  },
  {
    what: 'merges by the side that it was given first',
    file: 'model/src/record.ts',
    find: 'if (!covers(a.context, sibling.dot) || holds(a, sibling.dot))',
    replace: 'if (holds(a, sibling.dot))'
  },
  {
    what: 'brings back what was superseded',
    file: 'model/src/record.ts',
    find: 'if (!covers(b.context, sibling.dot) || holds(b, sibling.dot))',
    replace: 'if (sibling.dot.counter > 0)'
  },
  {
    what: 'shows what has expired',
    file: 'model/src/record.ts',
    find: 'sibling.expiresAt <= now',
    replace: 'sibling.expiresAt < 0'
  }
]

const MEMBERSHIP: readonly Mutation[] = [
  {
    what: 'never believes that a node is back',
    file: 'membership/src/liveness.ts',
    find: "this.#emit({ type: 'up', peer })",
    replace: ''
  },
  {
    what: 'probes nobody',
    file: 'membership/src/liveness.ts',
    find: "this.#emit({ type: 'probe', peer })",
    replace: ''
  },
  {
    what: 'takes the older record of a member for the later one',
    file: 'membership/src/members.ts',
    find: 'compareMembers(member, known) <= 0',
    replace: 'compareMembers(member, known) >= 0'
  },
  {
    what: 'asks nobody outside its island while somebody is there inside',
    file: 'membership/src/gossip.ts',
    find: '[goOut ? outside : [],',
    replace: '['
  },
  {
    what: 'counts who has left as a member of the ring',
    file: 'membership/src/membership.ts',
    find: 'this.ring.make(this.#members.joined())',
    replace: 'this.ring.make(this.#members.all())'
  },
  {
    what: 'does not write down what it hears of the ring',
    file: 'membership/src/membership.ts',
    find: 'if (!this.#storing && this.#storeAt === undefined) this.#store()',
    replace: 'if (this.#dirty && this.#unproven) this.#store()'
  },
  {
    what: 'leaves without handing over what it holds',
    file: 'node/src/ring-effects.ts',
    find: 'vacated(replication.vacate(now) + turns)',
    replace: 'vacated(0)'
  },
  {
    what: 'ranks partitions by what it alone believes',
    file: 'membership/src/ring.ts',
    find: 'insert(best[zone] as Bid[], id, tokens.bid(partition))',
    replace: 'insert(best[zone] as Bid[], id, tokens.bid(partition) + (id === this.#self ? 1 : 0))'
  }
]

const ANTI_ENTROPY: readonly Mutation[] = [
  {
    what: 'goes on under the same name after its vector has forgotten it',
    file: 'replication/src/revision.ts',
    find: 'epoch = renew()',
    replace: 'epoch = renew() - 1'
  },
  {
    what: 'prunes the entry of a version that is there',
    file: 'model/src/pruning.ts',
    find: 'if (rank < keep || present.has(actor)) return false',
    replace: 'if (rank < keep) return false'
  },
  {
    what: 'forgets what was superseded as soon as it is',
    file: 'model/src/record.ts',
    find: 'if (isSuperseded) touched.add(dot.actor)',
    replace: ''
  },
  {
    what: 'merges what met in a copy only when somebody asks for it',
    file: 'replication/src/exchange/meetings.ts',
    find: "emit({ type: 'merge', key: meeting.key })",
    replace: 'this.merged(meeting.key, emit !== undefined)'
  },
  {
    what: 'never compares the last part of a region',
    file: 'replication/src/exchange/exchange.ts',
    find: 'of parts.entries()) {',
    replace: 'of parts.slice(0, -1).entries()) {'
  },
  {
    what: 'never compares anything',
    file: 'replication/src/exchange/exchanges.ts',
    find: 'if (plan !== undefined) this.#hold(plan)',
    replace: 'if (plan === undefined) this.#endRound()'
  },
  {
    what: 'drops a leftover although not all homes vouch for it',
    file: 'replication/src/exchange/leftovers.ts',
    find: 'if (!all || down > 0) return this.#done()',
    replace: 'if (down > 0) return this.#done()'
  },
  {
    what: 'drops a leftover when all homes but the last vouch for it',
    file: 'replication/src/exchange/vouching.ts',
    find: 'if (--open === 0) done(all)',
    replace: 'if (--open === (homes.length > 1 ? 1 : 0)) done(all)'
  },
  {
    what: 'drops a leftover that it keeps for somebody',
    file: 'replication/src/handoff.ts',
    find: 'return this.#hints.keeps(key)',
    replace: 'return false'
  },
  {
    what: 'never drops a leftover',
    file: 'replication/src/exchange/leftovers.ts',
    find: 'this.#planLeftovers()\n',
    replace: '\n'
  },
  {
    what: 'goes on under the same name after it forgot a copy',
    file: 'replication/src/replica.ts',
    find: 'this.#epoch = Math.max(this.#epoch, this.#markOf(copy).epoch) + 1',
    replace: ''
  },
  {
    what: 'does not write down the epoch',
    file: 'replication/src/replica.ts',
    find: '...(renewed ? { epoch: this.#epoch } : {})',
    replace: ''
  },
  {
    what: 'leaves the entry of a forgotten copy in the trees',
    file: 'replication/src/trees.ts',
    find: 'if (before !== undefined) {',
    replace: 'if (before !== undefined && after !== undefined) {'
  },
  {
    what: 'reclaims a deletion at once',
    file: 'replication/src/exchange/spent.ts',
    find: 'since + graceMs <= now()',
    replace: 'since <= now()'
  },
  {
    what: 'takes every copy for spent that was ever deleted in part',
    file: 'model/src/record.ts',
    find: 'if (at === undefined) return undefined\n',
    replace: 'if (at === undefined) continue\n'
  },
  {
    what: 'goes on with a damaged copy as if it had never been',
    file: 'replication/src/replication.ts',
    find: 'else this.#replica.disown(key, damage.mark, failure)',
    replace: 'else this.#replica.loaded(key, { record: { context: {}, siblings: [] }, local: null })'
  }
]

export const MUTATIONS: readonly Mutation[] = [
  ...ABSENCE,
  ...ANTI_ENTROPY,
  ...REPLICATION,
  ...OBJECTS,
  ...MODEL,
  ...MEMBERSHIP,
  ...TIMERS,
  ...BUDGETS,
  ...CALLS,
  ...LEASES
]
