// Timers, as handlers set them and are told of their ticks.

/** Milliseconds, or text such as `500ms`, `90s`, `10m`, `8h` or `30d`. */
export type Duration = number | string

/** When a timer ticks: for the first time `after` so long, `at` a moment or after one interval; and then `every` so often, or not again. */
export interface TimerOptions {
  readonly after?: Duration
  /** Milliseconds since the epoch. Not together with `after`. */
  readonly at?: number
  readonly every?: Duration
  /** primary (the default): once for the object; replica: at each of its replicas, which may change `local` alone. */
  readonly on?: 'primary' | 'replica'
}

/** What `onTimer` is told. */
export interface Tick {
  /** The timer's name. */
  readonly name: string
  /** When it was due, in milliseconds since the epoch: of several ticks that were missed, the first. */
  readonly due: number
  /** Ticks after that one which nobody has run: this one stands for them, too. */
  readonly missed: number
  readonly on: 'primary' | 'replica'
}
