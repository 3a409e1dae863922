// All programs, by subject and by name.
import { ARRAYS } from './arrays.ts'
import { ASYNC } from './async.ts'
import { BIGINTS } from './bigints.ts'
import { BYTES } from './bytes.ts'
import { CLASSES } from './classes.ts'
import { CODECS } from './codecs.ts'
import { COLLECTIONS } from './collections.ts'
import { DATES } from './dates.ts'
import { DECLARATIONS } from './declarations.ts'
import { DESTRUCTURING } from './destructuring.ts'
import { EVALUATION } from './evaluation.ts'
import { EXCEPTIONS } from './exceptions.ts'
import { FUNCTIONS } from './functions.ts'
import { HASHES } from './hashes.ts'
import { INTERPRETERS } from './interpreters.ts'
import { ITERATION } from './iteration.ts'
import { JSON_PROGRAMS } from './json.ts'
import { NUMBERS } from './numbers.ts'
import { OBJECTS } from './objects.ts'
import { bodyOf, type Programs } from './program.ts'
import { PROXIES } from './proxies.ts'
import { REGEXPS } from './regexps.ts'
import { SEARCHES } from './searches.ts'
import { SIMULATIONS } from './simulations.ts'
import { STRINGS } from './strings.ts'
import { STRUCTURES } from './structures.ts'
import { UNICODE } from './unicode.ts'

const ALL: Readonly<Record<string, Programs>> = {
  declarations: DECLARATIONS,
  destructuring: DESTRUCTURING,
  functions: FUNCTIONS,
  classes: CLASSES,
  iteration: ITERATION,
  async: ASYNC,
  exceptions: EXCEPTIONS,
  arrays: ARRAYS,
  objects: OBJECTS,
  proxies: PROXIES,
  strings: STRINGS,
  unicode: UNICODE,
  numbers: NUMBERS,
  'big integers': BIGINTS,
  json: JSON_PROGRAMS,
  collections: COLLECTIONS,
  'regular expressions': REGEXPS,
  dates: DATES,
  bytes: BYTES,
  evaluation: EVALUATION,
  hashes: HASHES,
  codecs: CODECS,
  searches: SEARCHES,
  structures: STRUCTURES,
  interpreters: INTERPRETERS,
  simulations: SIMULATIONS
}

/** Names of the programs of each subject. */
export const SUBJECTS: Readonly<Record<string, readonly string[]>> = Object.fromEntries(
  Object.entries(ALL).map(([subject, programs]) => [subject, Object.keys(programs)])
)

/** Bodies of an onGet by their names. */
export const PROGRAMS: Readonly<Record<string, string>> = Object.fromEntries(
  Object.values(ALL).flatMap((programs) =>
    Object.entries(programs).map(([name, program]) => [name, bodyOf(program)])
  )
)
