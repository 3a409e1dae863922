// What an operator can set about objects.

export interface ObjectsOptions {
  /** Events that one object may have at a time, waiting and running; beyond it BUSY. */
  readonly mailboxEvents: number
  /** Events that this node coordinates at a time, over all objects; beyond it BUSY. */
  readonly turns: number
}

export const OBJECTS_DEFAULTS: ObjectsOptions = { mailboxEvents: 256, turns: 4_096 }
