// Cumulative distributions as a drawing (SVG): for each series the share of its numbers that are at most so large.
export interface Series {
  readonly name: string
  readonly numbers: readonly number[]
}

const WIDTH = 640
const HEIGHT = 360
const MARGIN = 48
const COLOURS = ['#888888', '#c05020', '#2060c0', '#208040', '#803090']

/** @param unit of the numbers, which lie from 0 to `most`; beyond it they are cut off */
export function distributions(title: string, unit: string, most: number, series: readonly Series[]): string {
  const x = (value: number): string =>
    (MARGIN + (Math.min(value, most) / most) * (WIDTH - 2 * MARGIN)).toFixed(1)
  const y = (share: number): string => (HEIGHT - MARGIN - share * (HEIGHT - 2 * MARGIN)).toFixed(1)
  const ticks = [0, 0.25, 0.5, 0.75, 1]
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="11">`,
    `<title>${title}</title>`,
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="white"/>`,
    `<text x="${MARGIN}" y="24" font-size="13">${title}</text>`,
    ...ticks.flatMap((share) => [
      `<path d="M${x(0)} ${y(share)}H${x(most)}" stroke="#ddd"/>`,
      `<text x="${MARGIN - 8}" y="${y(share)}" text-anchor="end">${100 * share} %</text>`,
      `<text x="${x(share * most)}" y="${HEIGHT - MARGIN + 16}" text-anchor="middle">${share * most} ${unit}</text>`
    ]),
    ...series.flatMap(({ name, numbers }, at) => {
      const colour = COLOURS[at % COLOURS.length]
      const sorted = [...numbers].sort((a, b) => a - b)
      const line = Array.from({ length: 101 }, (_, percent) => {
        const value = sorted[Math.round((percent / 100) * (sorted.length - 1))] ?? 0
        return `${x(value)},${y(percent / 100)}`
      }).join(' ')
      const label = HEIGHT - MARGIN - 16 * (series.length - at)
      return [
        `<polyline points="${line}" fill="none" stroke="${colour}" stroke-width="1.5"/>`,
        `<text x="${WIDTH - MARGIN - 4}" y="${label}" text-anchor="end" fill="${colour}">${name}</text>`
      ]
    }),
    '</svg>',
    ''
  ].join('\n')
}
