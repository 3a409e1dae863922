// The few statistics that the reports quote.

/** Of several rounds: their median, and the least and the most of them. */
export interface Spread {
  readonly median: number
  readonly least: number
  readonly most: number
}

/** The value below which `share` of the sorted samples lie; 0.5 is the median. */
export function quantile(samples: readonly number[], share: number): number {
  const sorted = [...samples].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN
}

export function median(samples: readonly number[]): number {
  return quantile(samples, 0.5)
}

export function spread(samples: readonly number[]): Spread {
  if (samples.length === 0) return { median: Number.NaN, least: Number.NaN, most: Number.NaN }
  return { median: median(samples), least: Math.min(...samples), most: Math.max(...samples) }
}

/**
 * How many times `a` is `b`, round by round: what disturbs a whole round disturbs both and falls out. Rounds in which one of the
 * two is missing are left out.
 */
export function ratios(a: readonly (number | undefined)[], b: readonly (number | undefined)[]): Spread {
  const both = a.flatMap((one, round) => {
    const other = b[round]
    return one === undefined || other === undefined ? [] : [one / other]
  })
  return spread(both)
}

/** Three significant figures: the machines are too noisy for more. */
export function figure(value: number): number {
  return Number(value.toPrecision(3))
}

export function rounded({ median, least, most }: Spread): Spread {
  return { median: figure(median), least: figure(least), most: figure(most) }
}
