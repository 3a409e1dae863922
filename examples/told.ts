// Holds the script of an example against its README: what the one prints is what the other shows, word for word.
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import type { Say } from './local-network.ts'

/** @param folder the example's, as a URL: `import.meta.url` of a file in it */
export async function assertTold(folder: string, tell: (say: Say) => Promise<void>): Promise<void> {
  const readme = await readFile(new URL('README.md', folder), 'utf8')
  const blocks = [...readme.matchAll(/^```\n([\s\S]*?)^```$/gm)].map(([, text]) => text as string)
  const command = blocks.findIndex((text) => /^npx node examples\/[\w-]+\/run\.ts\n$/.test(text))
  const shown = blocks[command + 1]
  assert.ok(command >= 0 && shown !== undefined, 'the README shows the command, and then what it prints')
  const said: string[] = []
  await tell((line) => said.push(line))
  assert.equal(`${said.join('\n')}\n`, shown)
}
