// What a good client of Dynamo does with contexts: it puts with the context of what it read or wrote last, and gets first where that
// may not cover all versions: after puts of the same key that overlapped, and when it is told that there are too many. So
// versions that its own requests made side by side are reconciled by the next put, as an application would.

export interface Store<What, Found> {
  /** @returns the context of what is there now */
  put(key: string, what: What, context: string | undefined): Promise<string | undefined>
  get(key: string): Promise<{ readonly found: Found; readonly context: string | undefined }>
}

export interface Client<What, Found> {
  put(key: string, what: What): Promise<void>
  get(key: string): Promise<Found>
}

/** Of one put: others may make new versions between its get and itself. */
const TRIES = 3

interface Known {
  /** Nothing where it might not cover all versions. */
  context: string | undefined
  /** Puts of the key under way, and begun so far. */
  writing: number
  begun: number
}

export function careful<What, Found>(store: Store<What, Found>): Client<What, Found> {
  const keys = new Map<string, Known>()

  const put = async (key: string, what: What): Promise<void> => {
    const isNew = !keys.has(key)
    const known = keys.get(key) ?? { context: undefined, writing: 0, begun: 0 }
    keys.set(key, known)
    const mine = ++known.begun
    const alone = known.writing++ === 0
    try {
      const before = known.context ?? (isNew ? undefined : await current(store, key))
      const after = await putOver(store, key, what, before)
      known.context = alone && known.begun === mine ? after : undefined
    } catch (error) {
      // It may have been made, and it may not.
      known.context = undefined
      throw error
    } finally {
      known.writing--
    }
  }

  const get = async (key: string): Promise<Found> => {
    const known = keys.get(key)
    const [begun, writing] = [known?.begun, known?.writing ?? 0]
    const { found, context } = await store.get(key)
    if (known === undefined) {
      if (!keys.has(key)) keys.set(key, { context, writing: 0, begun: 0 })
    } else if (writing === 0 && known.begun === begun) known.context = context
    return found
  }

  return { put, get }
}

async function putOver<What, Found>(
  store: Store<What, Found>,
  key: string,
  what: What,
  before: string | undefined
): Promise<string | undefined> {
  let context = before
  for (let tries = 1; ; tries++) {
    try {
      return await store.put(key, what, context)
    } catch (error) {
      if ((error as { code?: string }).code !== 'SIBLINGS_FULL' || tries === TRIES) throw error
      context = await current(store, key)
    }
  }
}

/** Of all versions that there are; nothing where there are none, as after a put that failed. */
async function current<What, Found>(store: Store<What, Found>, key: string): Promise<string | undefined> {
  try {
    return (await store.get(key)).context
  } catch (error) {
    if ((error as { code?: string }).code !== 'ABSENT') throw error
    return undefined
  }
}
