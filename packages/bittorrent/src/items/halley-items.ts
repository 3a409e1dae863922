// Items as objects of the network (item.aso.js), so that every gateway answers the same, and a compare-and-swap is one for all of them:
// the object decides, at its coordinator, one event at a time. It verifies what comes; what is read is verified here, since the name of
// an item is a hash that handlers cannot make, and anybody may put any object under any free key.
import { readFileSync } from 'node:fs'
import { HalleyError, type HalleyNode, type Value } from 'halley'
import { type Item, type Items, isGenuine, type Kept } from './item.ts'

export class HalleyItems implements Items {
  readonly #node: Pick<HalleyNode, 'get' | 'put'>
  #code: string | undefined

  constructor(node: Pick<HalleyNode, 'get' | 'put'>) {
    this.#node = node
  }

  async get(target: Uint8Array): Promise<Item | undefined> {
    const { value, siblings } = await this.#node.get(keyOf(target))
    const values = siblings?.map((sibling) => sibling.value) ?? [value]
    const items = values.flatMap((one) => itemOf(one) ?? []).filter((item) => isGenuine(item, target))
    if (items.length === 0) return undefined
    return items.reduce((a, b) => ((b.seq ?? 0) > (a.seq ?? 0) ? b : a))
  }

  async put(target: Uint8Array, item: Item, cas?: number | bigint): Promise<Kept> {
    const value = { ...item, ...(cas === undefined ? {} : { cas }) } as unknown as Value
    try {
      await this.#write(keyOf(target), value)
      return 'stored'
    } catch (error) {
      if (!(error instanceof HalleyError && error.code === 'REFUSED')) throw error
      return this.#reason(target, item, cas)
    }
  }

  async #write(key: string, value: Value): Promise<void> {
    try {
      await this.#node.put(key, { value, update: true })
    } catch (error) {
      if (!(error instanceof HalleyError && error.code === 'NOT_FOUND')) throw error
      this.#code ??= readFileSync(new URL('./item.aso.js', import.meta.url), 'utf8')
      await this.#node.put(key, { code: this.#code, value })
    }
  }

  /** A refusal has no reason: the object as it is now tells it. */
  async #reason(target: Uint8Array, { seq = 0 }: Item, cas: number | bigint | undefined): Promise<Kept> {
    const stored = await this.get(target)
    if (stored?.seq === undefined) return 'refused'
    if (cas !== undefined && cas !== stored.seq) return 'casMismatch'
    return seq <= stored.seq ? 'sequenceOld' : 'refused'
  }
}

function keyOf(target: Uint8Array): string {
  return `bittorrent/item/${Buffer.from(target).toString('hex')}`
}

// Whoever put the object chose its state.
function itemOf(value: Value | undefined): Item | undefined {
  if (typeof value !== 'object' || value === null || !('v' in value)) return undefined
  const { v, k, sig, seq, salt } = value as { readonly [name: string]: Value | undefined }
  if (!(v instanceof Uint8Array)) return undefined
  if (!(k instanceof Uint8Array)) return { v }
  if (!(sig instanceof Uint8Array) || (typeof seq !== 'number' && typeof seq !== 'bigint')) return undefined
  return { v, k, sig, seq, ...(salt instanceof Uint8Array ? { salt } : {}) }
}
