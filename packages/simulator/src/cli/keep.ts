// Makes a failing plan small and writes it to a file, so that it is run again with every test from then on.
import { mkdirSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Plan } from '../plan.ts'
import { planText } from '../plan-text.ts'
import { runPlan } from '../run.ts'
import { shrink } from '../shrink.ts'

/** Where failures are kept. */
const FOLDER = fileURLToPath(new URL('../../seeds/', import.meta.url))

/** Milliseconds that making one plan small may take. */
const PATIENCE_MS = 60_000

/** The smallest plan found that fails the same check, as text with what it shows. */
export function small(plan: Plan): { readonly text: string; readonly check: string } {
  const check = runPlan(plan).violations[0]?.check ?? ''
  const violated = (tried: Plan): string | undefined =>
    runPlan(tried).violations.find((violation) => violation.check === check)?.message
  const until = Date.now() + PATIENCE_MS
  const smallest =
    check === ''
      ? plan
      : shrink(
          plan,
          (tried) => violated(tried) !== undefined,
          () => Date.now() < until
        )
  const story = violated(smallest)?.split('\n')[0] ?? 'all checks hold'
  return { check, text: `# ${check}: ${story}\n${planText(smallest)}` }
}

/** Keeps a failure. Returns the file's path. */
export function keep(plan: Plan): string {
  const { text, check } = small(plan)
  mkdirSync(FOLDER, { recursive: true })
  const path = `${FOLDER}${check}-${plan.seed}.txt`
  writeFileSync(path, text)
  return path
}
