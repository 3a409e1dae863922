// A network coordinate (Dabek, Cox, Kaashoek and Morris, "Vivaldi: A Decentralized Network Coordinate System", SIGCOMM 2004):
// a place in a space where the distance of two nodes is the round trip between them. Most of a round trip is spent crossing
// the core of the network, which the vector stands for; the rest on each node's own line, which is its height and which every
// way to it has to climb.
import { COORDINATE_DIMENSIONS, COORDINATE_MS } from './limits.ts'

export interface Coordinate {
  /** COORDINATE_DIMENSIONS places, in milliseconds. */
  readonly vector: readonly number[]
  /** Milliseconds, not negative. */
  readonly height: number
  /** What the node thinks of it: by which share of a round trip it is usually wrong, 0 to 1. */
  readonly error: number
}

/** The round trip to be expected between two different nodes, in milliseconds. */
export function distance(a: Coordinate, b: Coordinate): number {
  let sum = 0
  for (let at = 0; at < COORDINATE_DIMENSIONS; at++) {
    const apart = (a.vector[at] as number) - (b.vector[at] as number)
    sum += apart * apart
  }
  return Math.sqrt(sum) + a.height + b.height
}

/**
 * The coordinate as nodes tell it: in steps of 1/64 ms, the error of 1/1024, and within its bounds. Finer steps tell nothing,
 * and these fit into four bytes a number.
 */
export function toldCoordinate({ vector, height, error }: Coordinate): Coordinate {
  return {
    vector: vector.map((place) => stepped(place, -COORDINATE_MS, COORDINATE_MS, 64)),
    height: stepped(height, 0, COORDINATE_MS, 64),
    error: stepped(error, 0, 1, 1_024)
  }
}

function stepped(number: number, least: number, most: number, steps: number): number {
  // Adding 0 makes a whole number of what would be minus zero.
  return Math.round(Math.min(Math.max(number, least), most) * steps) / steps + 0
}
