// halley source KEY: an object's code, where the object lets it be read.
import type { Command } from 'commander'
import { keyArgument } from '../arguments.ts'
import { ask, objectPath } from '../ask.ts'
import { example, type NodeOptions, withNode } from '../options.ts'
import { printable } from '../printable.ts'
import type { Terminal } from '../terminal.ts'

interface Source {
  readonly version: string
  readonly hash: string
  readonly source: string
}

export function addSource(program: Command, terminal: Terminal): void {
  const command = program
    .command('source')
    .description("Show the code of an object whose state says source: 'public'.")
    .argument('<key>', 'name of the object', keyArgument)
    .action(async (key: string, { node, json }: NodeOptions) => {
      const { body } = await ask(node, { method: 'GET', path: objectPath(key, '/source') })
      terminal.out(json ? JSON.stringify(body) : show(body.sources as Source[]))
    })
  example(withNode(command), 'halley source greeting', 'halley source greeting > greeting.aso.js')
}

/** Of one version, nothing but its code; of several, each under its name. */
function show(sources: readonly Source[]): string {
  const [one] = sources
  if (one !== undefined && sources.length === 1) return printable(one.source.trimEnd())
  return sources
    .map(
      ({ version, hash, source }) => `// version ${version}, sha256 ${hash}\n${printable(source.trimEnd())}`
    )
    .join('\n')
}
