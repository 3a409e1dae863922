// The few statistics that the reports quote.

/** The value below which `share` of the sorted samples lie; 0.5 is the median. */
export function quantile(samples: readonly number[], share: number): number {
  const sorted = [...samples].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN
}

export function median(samples: readonly number[]): number {
  return quantile(samples, 0.5)
}

/** Three significant figures: the machines are too noisy for more. */
export function figure(value: number): number {
  return Number(value.toPrecision(3))
}
