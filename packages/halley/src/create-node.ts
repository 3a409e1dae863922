// The way in: a node of the real network.
import type { HalleyNode } from './api.ts'
import type { CreateNodeOptions } from './options.ts'

/**
 * Starts a node and joins the network.
 * @throws HalleyError FOLDER_IN_USE, FOLDER_OF_ANOTHER_NODE, PORT_IN_USE, BAD_MULTIADDR, QUORUM_INVALID,
 * PLACEMENT_INVALID, PLACEMENT_MISMATCH, NODE_LEFT, …
 */
export async function createNode(options: CreateNodeOptions = {}): Promise<HalleyNode> {
  // Loaded only here: whoever speaks to simulated nodes does not wait for the code of network and disk.
  const { assembleNode } = await import('./assemble-node.ts')
  return assembleNode(options)
}
