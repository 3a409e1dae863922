// What a scene says of time where no timer plays a part.
import { OBJECTS_DEFAULTS } from '../src/options.ts'

/** No tick was done, and timers that are set begin at 100. */
export const timeless = {
  ticks: new Map<string, number>(),
  setting: { key: 'k', now: 100, options: OBJECTS_DEFAULTS },
  bounds: OBJECTS_DEFAULTS
}
