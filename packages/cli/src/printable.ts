// What strangers wrote, shown to a person: nothing in it may speak to the terminal.

/** Control characters, marks that turn the direction of writing, and the like as `\u{1b}`; tabs and ends of lines stay. */
export function printable(text: string): string {
  return text.replace(/[^\P{C}\n\t]/gu, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`)
}

/** The same in one line. */
export function printableLine(text: string): string {
  return printable(text).replaceAll('\n', '\\n').replaceAll('\t', ' ')
}
