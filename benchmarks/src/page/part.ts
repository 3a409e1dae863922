// A part of the page: its text, and the drawings that the text shows.
export interface Part {
  readonly name: string
  /** Markdown, with a heading. */
  readonly text: string
  readonly drawings: readonly Drawing[]
  /** Whatever else the machine does changes nothing. */
  readonly isModel?: true
  /** What it was to reach. */
  readonly bars?: readonly Bar[]
}

export interface Bar {
  readonly what: string
  /** With a sign before it, and its unit. */
  readonly bar: string
  readonly found: string
  /** False, or why it does not count. */
  readonly reached: boolean | string
}

export interface Drawing {
  /** Of the file in docs/images, without its ending. */
  readonly name: string
  readonly svg: string
}
