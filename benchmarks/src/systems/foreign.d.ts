// What the adapters use of packages that come without types.

declare module 'hyperdht' {
  export interface KeyPair {
    readonly publicKey: Uint8Array
    readonly secretKey: Uint8Array
  }

  export default class HyperDht {
    constructor(options: {
      readonly host: string
      readonly ephemeral: boolean
      readonly firewalled: boolean
      readonly bootstrap: readonly { readonly host: string; readonly port: number }[]
    })
    fullyBootstrapped(): Promise<void>
    address(): { readonly port: number }
    mutablePut(pair: KeyPair, value: Uint8Array, options: { readonly seq: number }): Promise<unknown>
    mutableGet(publicKey: Uint8Array): Promise<{ readonly value: Uint8Array; readonly seq: number } | null>
    destroy(): Promise<void>
  }
}

declare module 'bittorrent-dht' {
  import type { EventEmitter } from 'node:events'

  type Done<Result> = (error: Error | null, result?: Result) => void

  interface Item {
    readonly k: Buffer
    readonly seq: number
    readonly v: Buffer
    sign(message: Buffer): Buffer
  }

  class Client extends EventEmitter {
    constructor(options: {
      readonly bootstrap: false | readonly string[]
      readonly maxValues: number
      verify(signature: Buffer, message: Buffer, publicKey: Buffer): boolean
    })
    listen(port: number, host: string): void
    address(): { readonly port: number }
    put(item: Item, done: Done<Buffer>): void
    get(target: Buffer, options: { readonly cache: boolean }, done: Done<{ readonly v: Buffer } | null>): void
    destroy(done: Done<void>): void
  }
}

declare module 'sodium-universal' {
  const sodium: {
    readonly crypto_sign_PUBLICKEYBYTES: number
    readonly crypto_sign_SECRETKEYBYTES: number
    readonly crypto_sign_BYTES: number
    crypto_sign_seed_keypair(publicKey: Buffer, secretKey: Buffer, seed: Buffer): void
    crypto_sign_detached(signature: Buffer, message: Buffer, secretKey: Buffer): void
    crypto_sign_verify_detached(signature: Buffer, message: Buffer, publicKey: Buffer): boolean
  }
  export default sodium
}
