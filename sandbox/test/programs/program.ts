// A program is a function without arguments, written as code and handed to the interpreters as its text.

export type Programs = Readonly<Record<string, () => unknown>>

// Programs may use it: what a function answers, or the name and message of the error it throws.
const ATTEMPT =
  "const attempt = (f) => { try { return f() } catch (error) { return error instanceof Error ? error.name + ': ' + error.message : ['thrown', error] } }"

/** The program as the body of an onGet. */
export function bodyOf(program: () => unknown): string {
  const source = program.toString()
  return `${source.includes('attempt(') ? `${ATTEMPT}\n` : ''}return (${source})()`
}
