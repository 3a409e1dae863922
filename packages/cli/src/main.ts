// The process: arguments in, exit code out.
import { run } from './run.ts'
import { processTerminal } from './terminal.ts'

// A reader that has seen enough (`halley peers | head -1`) is no failure, and no reason for a node to stop.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
  })
}

const code = await run(process.argv.slice(2), processTerminal())
// What is still open then (a socket kept alive, a worker on its way out) must not keep the shell waiting.
process.stdout.write('', () => process.exit(code))
