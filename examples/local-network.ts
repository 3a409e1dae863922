// What the scripts of the examples stand on: some nodes in this process, on loopback and in memory, for as long as a story takes.
import { setTimeout } from 'node:timers/promises'
import { type CreateNodeOptions, createNode, type HalleyNode } from 'halley'

/** Where a story's lines go: to the terminal, or to the test that knows how it ends. */
export type Say = (line: string) => void

/** Starts nodes that all know each other, and stops them when `act` is done. */
export async function withNodes<T>(
  count: number,
  act: (nodes: readonly HalleyNode[]) => Promise<T>,
  options: CreateNodeOptions = {}
): Promise<T> {
  const nodes: HalleyNode[] = []
  try {
    const first = await createNode({ workers: 1, ...options })
    nodes.push(first)
    const start = () => createNode({ workers: 1, ...options, bootstrap: first.addresses() })
    for (const started of await Promise.allSettled(Array.from({ length: count - 1 }, start))) {
      if (started.status === 'rejected') throw started.reason
      nodes.push(started.value)
    }
    await until(() => nodes.every((node) => node.status().peers === count - 1), 'the nodes to meet')
    return await act(nodes)
  } finally {
    await Promise.all(nodes.map((node) => node.stop()))
  }
}

/** Resolves when it is so. @throws Error after half a minute */
export async function until(isSo: () => boolean | Promise<boolean>, what: string): Promise<void> {
  for (let look = 0; look < LOOKS; look++) {
    if (await isSo()) return
    await setTimeout(LOOK_MS)
  }
  throw new Error(`waited ${(LOOKS * LOOK_MS) / 1_000} s for ${what}`)
}

/** The stable code of what went wrong, or `done`. */
export async function codeOf(asked: Promise<unknown>): Promise<string> {
  try {
    await asked
    return 'done'
  } catch (error) {
    if (error instanceof Error && 'code' in error) return String(error.code)
    throw error
  }
}

const LOOKS = 300
const LOOK_MS = 100
