// What the tests of the paper's clauses share: objects from the text of their handlers, on a simulated network with the real sandbox.
import assert from 'node:assert/strict'
import type { TestNetwork, TestNode } from '@halley/testing'

let made = 0

/** A key of its own for each object. */
export function newKey(): string {
  return `object ${++made}`
}

/** The source of an object: its state and handlers as they stand between the braces. */
export function source(body: string): string {
  return `export default { ${body} }`
}

/** Puts an object with this body under a new key. */
export async function deploy(node: TestNode, body: string, value?: object): Promise<string> {
  const key = newKey()
  await node.put(key, { code: source(body), ...(value === undefined ? {} : { value: value as never }) })
  return key
}

/** The code that it is rejected with, or 'ok'. */
export async function codeOf(asked: Promise<unknown>): Promise<string> {
  try {
    await asked
    return 'ok'
  } catch (error) {
    return String((error as { code?: unknown }).code)
  }
}

/** Nodes of a network, at least so many. */
export function nodesOf({ nodes }: TestNetwork, least: number): TestNode[] {
  assert.ok(nodes.length >= least)
  return [...nodes]
}

/** The states of all live versions at each home, as the disks hold them. */
export function statesOf(network: TestNetwork, key: string): unknown[] {
  return network.replicas(key).map(({ versions }) => versions.map(({ state }) => state))
}
