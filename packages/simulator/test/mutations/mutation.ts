// A planted fault: one piece of the cores' source, and what stands there instead.
export interface Mutation {
  /** What a core does wrongly. */
  readonly what: string
  /** The file, in packages/. */
  readonly file: string
  /** Text that the file has exactly once. */
  readonly find: string
  readonly replace: string
}
