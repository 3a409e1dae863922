// Who ever held what, and which of these copies the world has taken away: with its node, or by damage.
import type { Dot, Key, NodeId, VersionVector } from '@halley/model'
import { joined, knows } from './knowledge.ts'
import type { Story } from './story.ts'

export class Holders {
  readonly #story: Story
  /** By key and node: all that the node ever knew durably, since it last dropped its copy. */
  readonly #knew = new Map<Key, Map<NodeId, VersionVector>>()

  constructor(story: Story) {
    this.#story = story
    for (const event of story.events) {
      if (event.type !== 'stored') continue
      const { key, node, record } = event
      const nodes = this.#knew.get(key) ?? new Map<NodeId, VersionVector>()
      // A damaged copy is given up as well, but not by choice.
      if (event.forgotten === true && !story.damages.has(`${node} ${key}`)) nodes.delete(node)
      else if (record !== undefined)
        this.#knew.set(key, nodes.set(node, joined(nodes.get(node), record.context)))
    }
  }

  /** Nodes that knew the event durably, and whose disk or copy is lost through no fault of theirs. */
  lost(key: Key, dot: Dot): NodeId[] {
    const { gone, damages } = this.#story
    return [...(this.#knew.get(key) ?? [])]
      .filter(([node, vector]) => knows(vector, dot) && (gone.has(node) || damages.has(`${node} ${key}`)))
      .map(([node]) => node)
  }
}
