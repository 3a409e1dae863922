/**
 * An owner of a network that writes down what it is told, and lets a test wait for it: `until` re-examines its
 * condition at every event, so no test sleeps, and fails with the story so far when the deadline passes.
 */
import type { NetworkError } from '../src/errors.ts'
import type { NetworkEvents, NodeId } from '../src/port.ts'

/** Conditions may speak of several recorders, so every event of any of them wakes all. */
const waiting = new Set<() => void>()

export class Recorder implements NetworkEvents {
  readonly frames: { from: NodeId; frame: Uint8Array }[] = []
  readonly connected = new Set<NodeId>()
  readonly disconnected: NodeId[] = []
  readonly faults: NetworkError[] = []
  readonly undeliverable: { peer: NodeId; frames: number; reason: NetworkError }[] = []
  /** Called for each frame as well, for nodes that answer. */
  answer: ((from: NodeId, frame: Uint8Array) => void) | undefined

  onFrame(from: NodeId, frame: Uint8Array): void {
    this.frames.push({ from, frame })
    this.answer?.(from, frame)
    this.#wake()
  }

  onConnected(peer: NodeId): void {
    if (this.connected.has(peer)) throw new Error(`${peer} connected twice`)
    this.connected.add(peer)
    this.#wake()
  }

  onDisconnected(peer: NodeId): void {
    if (!this.connected.delete(peer)) throw new Error(`${peer} disconnected without having been connected`)
    this.disconnected.push(peer)
    this.#wake()
  }

  onUndeliverable(peer: NodeId, frames: number, reason: NetworkError): void {
    this.undeliverable.push({ peer, frames, reason })
    this.#wake()
  }

  onFault(fault: NetworkError): void {
    this.faults.push(fault)
    this.#wake()
  }

  /** Frames given up so far. */
  get lost(): number {
    return this.undeliverable.reduce((sum, report) => sum + report.frames, 0)
  }

  texts(): string[] {
    return this.frames.map(({ frame }) => Buffer.from(frame).toString())
  }

  /** Resolves when `condition` holds; examined now and after every event. */
  until(what: string, condition: () => boolean, deadlineMs = 10_000): Promise<void> {
    if (condition()) return Promise.resolve()
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        waiting.delete(check)
        reject(new Error(`waited ${deadlineMs} ms for: ${what}; ${this.#story()}`))
      }, deadlineMs)
      const check = () => {
        if (!condition()) return
        clearTimeout(timer)
        waiting.delete(check)
        resolve()
      }
      waiting.add(check)
    })
  }

  #story(): string {
    const faults = this.faults.map((fault) => fault.code).join(' ')
    return `${this.frames.length} frames, ${this.connected.size} connected, ${this.lost} undeliverable, faults: ${faults || 'none'}`
  }

  #wake(): void {
    for (const check of [...waiting]) check()
  }
}

export function bytes(text: string): Uint8Array {
  return Buffer.from(text)
}
