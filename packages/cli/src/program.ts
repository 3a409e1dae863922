// All commands, and how the program speaks: help on stdout, one line about wrong usage on stderr.
import { Command } from 'commander'
import { addDelete } from './commands/delete.ts'
import { addDemo } from './commands/demo.ts'
import { addGet } from './commands/get.ts'
import { addHints } from './commands/hints.ts'
import { addInit } from './commands/init.ts'
import { addInspect } from './commands/inspect.ts'
import { addLeave } from './commands/leave.ts'
import { addLogs } from './commands/logs.ts'
import { addLookup } from './commands/lookup.ts'
import { addPeers } from './commands/peers.ts'
import { addPut } from './commands/put.ts'
import { addRepair } from './commands/repair.ts'
import { addRing } from './commands/ring.ts'
import { addKeygen, addSign } from './commands/sign.ts'
import { addSource } from './commands/source.ts'
import { addStart } from './commands/start.ts'
import { addStatus } from './commands/status.ts'
import { addTry } from './commands/try.ts'
import type { Terminal } from './terminal.ts'

export function createProgram(terminal: Terminal): Command {
  const program = new Command('halley')
    .description('An active distributed key-value store: objects whose handlers run where they are stored.')
    .addHelpText('after', '\nBegin with:\n  $ halley demo')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => terminal.out(text.trimEnd()),
      writeErr: (text) => terminal.err(text.trimEnd()),
      outputError: (text, write) => write(usageLine(text))
    })
  addDemo(program, terminal)
  addInit(program, terminal)
  addTry(program, terminal)
  addStart(program, terminal)
  addPut(program, terminal)
  addGet(program, terminal)
  addDelete(program, terminal)
  addInspect(program, terminal)
  addLogs(program, terminal)
  addSource(program, terminal)
  addKeygen(program, terminal)
  addSign(program, terminal)
  addLookup(program, terminal)
  addPeers(program, terminal)
  addStatus(program, terminal)
  addHints(program, terminal)
  addRing(program, terminal)
  addLeave(program, terminal)
  addRepair(program, terminal)
  return program
}

// Commander puts its suggestion on a second line.
function usageLine(text: string): string {
  return `halley: ${text
    .replace(/^error: /, '')
    .trim()
    .replace(/\s*\n\s*/g, ' ')}`
}
