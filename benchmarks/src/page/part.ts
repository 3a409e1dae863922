// A part of the page: its text, and the drawings that the text shows.
export interface Part {
  readonly name: string
  /** Markdown, with a heading. */
  readonly text: string
  readonly drawings: readonly Drawing[]
}

export interface Drawing {
  /** Of the file in docs/images, without its ending. */
  readonly name: string
  readonly svg: string
}
