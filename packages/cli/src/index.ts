export { CliError } from './errors.ts'
export { run } from './run.ts'
export type { Terminal } from './terminal.ts'
