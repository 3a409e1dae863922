// What a measurement yields: numbers by name, printed as JSON.
export type Figures = Readonly<Record<string, number | string | readonly number[]>>
