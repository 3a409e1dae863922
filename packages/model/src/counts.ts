// What a part counts since its start, for status and metrics. A package has one table of names, each with the sentence that
// operators read; nothing outside the table can be counted, and everything in it is shown, counted or not.
//
//   export const REPLICATION_COUNTS = { hedges: 'gets that a second coordinator was asked for', … }
//   const counts = new Counts(REPLICATION_COUNTS)
//   counts.add('hedges')

export class Counts<Name extends string> {
  readonly #counts: Record<Name, number>

  /** @param table a sentence for each name */
  constructor(table: Readonly<Record<Name, string>>) {
    const names = Object.keys(table) as Name[]
    this.#counts = Object.fromEntries(names.map((name) => [name, 0])) as Record<Name, number>
  }

  add(name: Name, by = 1): void {
    this.#counts[name] += by
  }

  /** Every name of the table, from 0 on. */
  all(): Readonly<Record<Name, number>> {
    return { ...this.#counts }
  }
}
