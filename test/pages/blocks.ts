// A page as its reader follows it: the fenced blocks, in order.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

export const ROOT = join(import.meta.dirname, '../..')

export interface Page {
  readonly text: string
  readonly blocks: readonly Block[]
}

export interface Block {
  /** What it says it is in: `js`, `ts`; empty for what is typed into a terminal, and for what is shown there. */
  readonly language: string
  readonly text: string
  /** The heading above it. */
  readonly section: string
}

const PIECE = /^#+ (?<heading>[^\n]*)$|^```(?<language>\w*)\n(?<text>.*?)^```$/gms

/** @param path from the root of the repository */
export function pageOf(path: string): Page {
  const text = readFileSync(join(ROOT, path), 'utf8')
  const blocks: Block[] = []
  let section = ''
  for (const { groups } of text.matchAll(PIECE)) {
    if (groups?.heading !== undefined) section = groups.heading
    else blocks.push({ language: groups!.language!, text: groups!.text!, section })
  }
  return { text, blocks }
}

/** The commands of a section's blocks, a line each, without what is said about them. */
export function commandsOf({ blocks }: Page, section: string): string[] {
  const commands = blocks
    .filter((block) => block.section === section && block.language === '')
    .flatMap(({ text }) => text.split('\n'))
    .map((line) => line.replace(/\s+# .*$/, ''))
    .filter((line) => /^(?:npx|npm|curl) /.test(line))
  assert.ok(commands.length > 0, `no commands under ${section}`)
  return commands
}

/** As it stands on a page, without the figures that another machine or another interpreter shows: times, steps and bytes. */
export function comparable(text: string): string {
  return text
    .replace(/ +$/gm, '')
    .replace(/(time +)[\d.,]+ of/g, '$1… of')
    .replace(/[\d,]+ of ([\d,]+ (?:steps|bytes))/g, '… of $1')
}
