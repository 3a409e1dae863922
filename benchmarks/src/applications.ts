// What the applications among the examples cost: lines, instructions of typical events, time in the sandbox, bytes of code and
// state, beside what the Comet paper says of its own. Instructions and bytes are the same on every machine; time is not.
//
// A run writes the table into docs/applications.md, and a test holds the table against what is counted.
import { readFile, writeFile } from 'node:fs/promises'
import { createSandbox, type Finished, type Sandbox, type Value } from '@halley/sandbox'
import { APPLICATIONS, type Application, answersTo, PLACE, type Typical } from './application-events.ts'
import { figure, median } from './statistics.ts'

export interface Row {
  readonly name: string
  /** In examples. */
  readonly folder: string
  readonly paper: NonNullable<Application['paper']>
  /** Without blank ones and comments. */
  readonly lines: number
  readonly what: string
  readonly instructions: number
  /** Inside the worker; absent where it was not measured. */
  readonly microseconds?: number
  /** Encoded as UTF-8 and as JSON. */
  readonly codeBytes: number
  readonly stateBytes: number
}

export const DOCUMENT = new URL('../../docs/applications.md', import.meta.url)

const [BEGIN, END] = ['<!-- table: begin -->', '<!-- table: end -->']

/** Invocations whose median counts, and such that come before them, so that the image of code and state is there. */
const TIMED = 200
const WARM_UP = 20

export async function bench(): Promise<Row[]> {
  const rows = await countApplications(TIMED)
  const document = await readFile(DOCUMENT, 'utf8')
  const [before, after] = [document.split(BEGIN)[0], document.split(END)[1]]
  await writeFile(DOCUMENT, `${before}${BEGIN}\n\n${show(rows)}\n\n${END}${after}`)
  return rows
}

/** @param timed invocations whose time is taken; none by default */
export async function countApplications(timed = 0): Promise<Row[]> {
  const sandbox = await createSandbox({ workers: 1 })
  try {
    // Once for nothing: the engine compiles the interpreter for good while it runs.
    if (timed > 0) for (const application of APPLICATIONS) await rowsOf(sandbox, application, timed)
    const rows: Row[] = []
    for (const application of APPLICATIONS) rows.push(...(await rowsOf(sandbox, application, timed)))
    return rows
  } finally {
    await sandbox.close()
  }
}

/** The table, as Markdown. */
export function show(rows: readonly Row[]): string {
  const head = [
    '| application | lines | in the paper | event | instructions | in the paper | µs | in the paper | code, state in bytes |',
    '| --- | --: | --: | --- | --: | --: | --: | --: | --: |'
  ]
  const lines = rows.map((row, at) => {
    const { name, folder, lines, paper, what, instructions, microseconds, codeBytes, stateBytes } = row
    const isFirst = rows[at - 1]?.name !== name
    const cells = [
      isFirst ? `[${name}](../examples/${folder}/README.md)` : '',
      isFirst ? lines : '',
      isFirst ? (paper.lines ?? '') : '',
      what,
      instructions.toLocaleString('en'),
      isFirst ? (paper.instructions ?? '') : '',
      microseconds ?? '',
      isFirst ? (paper.microseconds ?? '') : '',
      `${codeBytes}, ${stateBytes}`
    ]
    return `| ${cells.join(' | ')} |`
  })
  return [...head, ...lines].join('\n')
}

/** The rows of the table, in the document or alone, their times left out. */
export function withoutTimes(text: string): string[] {
  const table = text.split(BEGIN).at(-1)?.split(END)[0] ?? ''
  const rows = table.split('\n').filter((line) => line.startsWith('| '))
  return rows.slice(2).map((line) => line.split('|').toSpliced(7, 1).join('|'))
}

async function rowsOf(
  sandbox: Sandbox,
  { name, folder = name, file = name, paper = {}, events }: Application,
  timed: number
) {
  const source = new URL(`../../examples/${folder}/${file}.aso.js`, import.meta.url)
  const code = await readFile(source, 'utf8')
  const rows: Row[] = []
  for (const typical of events) {
    const state = await stateOf(sandbox, code, typical.value)
    const { usage } = await run(sandbox, code, state, typical)
    const times: number[] = []
    for (let time = 0; timed > 0 && time < WARM_UP + timed; time++)
      times.push((await run(sandbox, code, state, typical)).usage.microseconds)
    const microseconds = times.length === 0 ? {} : { microseconds: figure(median(times.slice(WARM_UP))) }
    const { what } = typical
    const { instructions } = usage
    const [codeBytes, stateBytes] = [Buffer.byteLength(code), Buffer.byteLength(JSON.stringify(state))]
    rows.push({
      name,
      folder,
      paper,
      lines: linesOf(code),
      what,
      instructions,
      ...microseconds,
      codeBytes,
      stateBytes
    })
  }
  return rows
}

type State = { readonly [name: string]: Value }

async function stateOf(sandbox: Sandbox, code: string, value: Value = {}): Promise<State> {
  const { time, seed, ...place } = PLACE
  const loaded = await sandbox.invoke({ code, state: value, event: { type: 'load', time, seed }, ...place })
  if (!loaded.ok || loaded.chain !== undefined) throw new Error(`cannot load: ${JSON.stringify(loaded)}`)
  return loaded.state as State
}

async function run(sandbox: Sandbox, code: string, state: State, typical: Typical): Promise<Finished> {
  const { time, seed, ...place } = PLACE
  const { event, local = {}, answer } = typical
  let outcome = await sandbox.invoke({ code, state, local, event: { ...event, time, seed }, ...place })
  while (outcome.ok && outcome.chain !== undefined)
    outcome = await sandbox.resume(outcome.chain, answersTo(outcome.actions, answer))
  if (!outcome.ok) throw new Error(`${typical.what}: ${outcome.error.code}: ${outcome.error.message}`)
  return outcome
}

function linesOf(code: string): number {
  return code.split('\n').filter((line) => line.trim() !== '' && !line.trim().startsWith('//')).length
}
