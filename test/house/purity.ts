// The pure tower is memory and arithmetic: what goes in decides what comes out, so that the simulator can run
// it with any clock, any randomness and any order of events. The simulator itself is held to the same, except
// for the files that start it from a command line.
import type { Complaint } from './complaint.ts'
import type { Source } from './house.ts'
import { isProperty } from './imports.ts'

const EFFECT = 'emit an effect; its outcome comes back as an input'
const TIME = 'take the time as an argument, `now` of the input'
const TIMER = "return a deadline; the driver's clock wakes the core"
const CHANCE = 'draw from the seeded stream in the input'
const ORDER = 'compare with < and >, which is the same on every machine'

/** Global names, each with what to do instead. */
const BANNED: Readonly<Record<string, string>> = {
  async: EFFECT,
  await: EFFECT,
  Promise: EFFECT,
  fetch: EFFECT,
  console: EFFECT,
  process: 'take the setting as an option',
  globalThis: 'take what is needed as an argument',
  Date: TIME,
  performance: TIME,
  Temporal: TIME,
  setTimeout: TIMER,
  setInterval: TIMER,
  setImmediate: TIMER,
  clearTimeout: TIMER,
  clearInterval: TIMER,
  queueMicrotask: TIMER,
  crypto: CHANCE,
  Intl: ORDER,
  WeakRef: 'keep a bounded collection: garbage collection has no schedule',
  FinalizationRegistry: 'keep a bounded collection: garbage collection has no schedule',
  Atomics: 'share nothing',
  SharedArrayBuffer: 'share nothing'
}

/** Properties that hide the same. */
const BANNED_PROPERTIES: Readonly<Record<string, string>> = {
  'Math.random': CHANCE,
  localeCompare: ORDER,
  toLocaleString: ORDER
}

/** Modules of Node that compute and nothing else, with the names that may be taken from them. */
const MODULES: Readonly<Record<string, readonly string[] | 'all'>> = {
  'node:assert': 'all',
  'node:assert/strict': 'all',
  'node:crypto': ['createHash', 'hash'],
  'node:zlib': ['crc32']
}

/** The files that start the simulator: they read arguments, print, and look at the clock on the wall. */
const STARTERS = /^packages\/simulator\/src\/(main\.ts|cli\.ts|cli\/.*)$/

export function checkPurity(sources: readonly Source[]): Complaint[] {
  const held = sources.filter(({ home, isTest, path }) => home.pure && !isTest && !STARTERS.test(path))
  return held.flatMap((source) => [...words(source), ...modules(source)])
}

function words({ path, tokens }: Source): Complaint[] {
  return tokens.flatMap(({ kind, text, line }, at) => {
    if (kind !== 'word') return []
    const isMember = tokens[at - 1]?.text === '.' || tokens[at - 1]?.text === '?.'
    const member = isMember ? `${tokens[at - 2]?.text}.${text}` : ''
    const instead = isMember
      ? (lookUp(BANNED_PROPERTIES, member) ?? lookUp(BANNED_PROPERTIES, text))
      : isProperty(tokens, at)
        ? undefined
        : lookUp(BANNED, text)
    return instead === undefined
      ? []
      : [complain(path, line, `'${member || text}' in the pure tower`, instead)]
  })
}

/** Own entries only: a source may well say `constructor`. */
function lookUp(table: Readonly<Record<string, string>>, name: string): string | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined
}

function modules({ path, imports }: Source): Complaint[] {
  return imports.flatMap(({ specifier, line, names }) => {
    if (!specifier.startsWith('node:')) return []
    const allowed = Object.hasOwn(MODULES, specifier) ? MODULES[specifier]! : []
    if (allowed === 'all' || (names.length > 0 && names.every((name) => allowed.includes(name)))) return []
    const what = allowed.length > 0 ? `take only { ${allowed.join(', ')} } from it` : EFFECT
    return [complain(path, line, `imports { ${names.join(', ')} } from '${specifier}'`, what)]
  })
}

function complain(path: string, line: number, found: string, instead: string): Complaint {
  return { path, line, rule: 'purity', found, instead }
}
