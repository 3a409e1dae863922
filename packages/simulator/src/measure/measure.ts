// The measurements by name, with what can be set about each.
import { CART_DEFAULTS, measureCart } from './cart.ts'
import { CHURN_DEFAULTS, measureChurn } from './churn.ts'
import type { Figures } from './figures.ts'
import { measurePartition, PARTITION_DEFAULTS } from './partition.ts'
import { measureReplication, REPLICATION_DEFAULTS } from './replication.ts'

interface Measurement {
  readonly defaults: object
  run(settings: never): Figures
}

const MEASUREMENTS: Readonly<Record<string, Measurement>> = {
  cart: { defaults: CART_DEFAULTS, run: measureCart },
  churn: { defaults: CHURN_DEFAULTS, run: measureChurn },
  partition: { defaults: PARTITION_DEFAULTS, run: measurePartition },
  replication: { defaults: REPLICATION_DEFAULTS, run: measureReplication }
}

/**
 * Runs a measurement with settings such as `nodes=1000`.
 * @throws Error for a name or a setting that there is not
 */
export function measure(name: string, words: readonly string[]): Figures {
  if (!Object.hasOwn(MEASUREMENTS, name))
    throw new Error(`there is no measurement "${name}"; there are ${Object.keys(MEASUREMENTS).join(', ')}`)
  const { defaults, run } = MEASUREMENTS[name] as Measurement
  const settings: Record<string, unknown> = { ...defaults }
  for (const word of words) {
    const [setting = '', value = ''] = word.split('=')
    if (!Object.hasOwn(settings, setting))
      throw new Error(`${name} takes ${Object.keys(settings).join(', ')}, not "${setting}"`)
    settings[setting] = typeof settings[setting] === 'number' ? Number(value) : value
  }
  return { measure: name, ...run(settings as never) }
}
