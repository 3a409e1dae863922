// Lines as a drawing (SVG): how something grows with something else, both on logarithmic scales, with the spread of the rounds.
export interface Line {
  readonly name: string
  readonly points: readonly Point[]
}

/** All greater than 0. */
export interface Point {
  readonly x: number
  readonly y: number
  /** Of the rounds, where there were several. */
  readonly least?: number
  readonly most?: number
}

export interface Axes {
  readonly title: string
  readonly x: string
  readonly y: string
  /** Powers of which the scale of x names. */
  readonly base: 2 | 10
}

const WIDTH = 720
const HEIGHT = 400
const [LEFT, RIGHT, TOP, BOTTOM] = [72, 136, 40, 48]
const COLOURS = ['#2060c0', '#80a8e0', '#c05020', '#208040', '#803090', '#a08000', '#606060']

export function drawLines({ title, x, y, base }: Axes, lines: readonly Line[]): string {
  const points = lines.flatMap((line) => line.points)
  const across = scale(
    points.map((point) => point.x),
    base,
    LEFT,
    WIDTH - RIGHT
  )
  const up = scale(
    points.flatMap((point) => [point.y, point.least ?? point.y, point.most ?? point.y]),
    10,
    HEIGHT - BOTTOM,
    TOP
  )
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="11">`,
    `<title>${escaped(title)}</title>`,
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="white"/>`,
    `<text x="${LEFT}" y="22" font-size="13">${escaped(title)}</text>`,
    ...up.ticks.flatMap((tick) => [
      `<path d="M${LEFT} ${up.at(tick)}H${WIDTH - RIGHT}" stroke="#ddd"/>`,
      `<text x="${LEFT - 6}" y="${up.at(tick)}" text-anchor="end" dominant-baseline="middle">${number(tick)}</text>`
    ]),
    ...across.ticks.map(
      (tick) =>
        `<text x="${across.at(tick)}" y="${HEIGHT - BOTTOM + 16}" text-anchor="middle">${number(tick)}</text>`
    ),
    `<text x="${(LEFT + WIDTH - RIGHT) / 2}" y="${HEIGHT - 12}" text-anchor="middle">${escaped(x)}</text>`,
    `<text transform="translate(16 ${(TOP + HEIGHT - BOTTOM) / 2}) rotate(-90)" text-anchor="middle">${escaped(y)}</text>`,
    ...lines.flatMap((line, at) => drawLine(line, COLOURS[at % COLOURS.length] ?? 'black', across, up, at)),
    '</svg>',
    ''
  ].join('\n')
}

function drawLine({ name, points }: Line, colour: string, across: Scale, up: Scale, at: number): string[] {
  const path = points.map((point) => `${across.at(point.x)},${up.at(point.y)}`).join(' ')
  const spreads = points.flatMap(({ x, least, most }) =>
    least === undefined || most === undefined
      ? []
      : [
          `<path d="M${across.at(x)} ${up.at(least)}V${up.at(most)}" stroke="${colour}" stroke-width="3" opacity="0.4"/>`
        ]
  )
  return [
    `<polyline points="${path}" fill="none" stroke="${colour}" stroke-width="1.5"/>`,
    ...spreads,
    ...points.map(
      (point) => `<circle cx="${across.at(point.x)}" cy="${up.at(point.y)}" r="2.5" fill="${colour}"/>`
    ),
    `<text x="${WIDTH - RIGHT + 12}" y="${TOP + 12 + 16 * at}" fill="${colour}">${escaped(name)}</text>`
  ]
}

interface Scale {
  /** Where a value lies, in the drawing's units. */
  at(value: number): string
  readonly ticks: readonly number[]
}

/** Logarithmic; its ends and its ticks are powers of a base. */
function scale(values: readonly number[], base: number, from: number, to: number): Scale {
  const power = (value: number): number => Math.log(value) / Math.log(base)
  const first = Math.floor(power(Math.min(...values)) + 1e-9)
  const last = Math.max(first + 1, Math.ceil(power(Math.max(...values)) - 1e-9))
  const every = Math.ceil((last - first) / 9)
  const count = Math.floor((last - first) / every) + 1
  return {
    at: (value) => (from + ((power(value) - first) / (last - first)) * (to - from)).toFixed(1),
    ticks: Array.from({ length: count }, (_, at) => base ** (first + at * every))
  }
}

function number(value: number): string {
  return value >= 1
    ? String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, ',')
    : String(Number(value.toPrecision(3)))
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
}
