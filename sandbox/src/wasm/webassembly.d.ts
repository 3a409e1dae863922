// The part of the engine's WebAssembly interface that the sandbox uses. The project compiles without the DOM's types,
// where TypeScript otherwise keeps it.

declare namespace WebAssembly {
  class Module {
    constructor(binary: Uint8Array<ArrayBuffer>)
    static imports(
      module: Module
    ): { readonly module: string; readonly name: string; readonly kind: string }[]
    static exports(module: Module): { readonly name: string; readonly kind: string }[]
  }

  class Instance {
    constructor(module: Module, imports: Record<string, Record<string, ImportValue>>)
    readonly exports: Exports
  }

  class Memory {
    constructor(size: { initial: number; maximum: number })
    readonly buffer: ArrayBuffer
  }

  class Global<T extends 'i32'> {
    readonly type?: T
    value: number
  }

  class Table {
    readonly length: number
    grow(count: number): number
    get(index: number): unknown
    set(index: number, value: unknown): void
  }

  class RuntimeError extends Error {}

  type Exports = Readonly<Record<string, unknown>>
  type ImportValue = Memory | ((...operands: number[]) => number | undefined)
}
