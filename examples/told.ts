// Holds the script of an example against its README: what the one prints is what the other shows, word for word.
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import type { Say } from './local-network.ts'

/** Of lines that begin so, figures may differ by that share of what the README shows: they are drawn anew when the network's code changes. */
export type Drawn = Readonly<Record<string, number>>

/** @param folder the example's, as a URL: `import.meta.url` of a file in it */
export async function assertTold(
  folder: string,
  tell: (say: Say) => Promise<void>,
  drawn: Drawn = {}
): Promise<void> {
  const readme = await readFile(new URL('README.md', folder), 'utf8')
  const blocks = [...readme.matchAll(/^```\n([\s\S]*?)^```$/gm)].map(([, text]) => text as string)
  const command = blocks.findIndex((text) => /^npx node examples\/[\w-]+\/run\.ts\n$/.test(text))
  const shown = blocks[command + 1]
  assert.ok(command >= 0 && shown !== undefined, 'the README shows the command, and then what it prints')
  const lines = shown.split('\n')
  const said: string[] = []
  await tell((line) => said.push(asShown(line, lines[said.length] ?? '', drawn)))
  assert.equal(`${said.join('\n')}\n`, shown)
}

/** The line as the README has it, where it differs by no more than its figures may. */
function asShown(line: string, shown: string, drawn: Drawn): string {
  const [, share = 0] = Object.entries(drawn).find(([begin]) => line.startsWith(begin)) ?? []
  const isNear = numbersOf(line).every((number, at) => {
    const other = numbersOf(shown)[at] ?? Number.NaN
    return Math.abs(number - other) <= share * other
  })
  return isNear && wordsOf(line) === wordsOf(shown) ? shown : line
}

function numbersOf(line: string): number[] {
  return [...line.matchAll(FIGURE)].map(([figure]) => Number(figure))
}

function wordsOf(line: string): string {
  return line.replace(FIGURE, '0').replace(/ +/g, ' ')
}

const FIGURE = /\d+(\.\d+)?/g
