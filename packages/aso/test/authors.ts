// What an author's file uses of the package: its types, without Node's.
export type * from '../src/comet.ts'
export type * from '../src/object.ts'
