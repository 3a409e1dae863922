// Who was offered whom, as a drawing (SVG): a map of the places for each tracker. The wider a line, the more offers between two places;
// the larger a disc, the more within one. Squares are places with a gateway.
import { PLACES, type Place, type World } from './world.ts'

export interface Panel {
  readonly name: string
  readonly offers: readonly (readonly number[])[]
}

const WIDTH = 640
const HEIGHT = 250
const TITLE = 'Who was offered whom'

export function pictureOf(world: World, panels: readonly Panel[]): string {
  const height = 32 + panels.length * HEIGHT
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" font-family="sans-serif" font-size="11">`,
    `<title>${TITLE}</title>`,
    `<rect width="${WIDTH}" height="${height}" fill="white"/>`,
    `<text x="16" y="22" font-size="13">${TITLE}: lines between places, discs within one</text>`,
    ...panels.flatMap((panel, at) => [
      `<g transform="translate(0 ${32 + at * HEIGHT})">`,
      `<rect x="8" y="4" width="${WIDTH - 16}" height="${HEIGHT - 10}" fill="none" stroke="#ddd"/>`,
      `<text x="16" y="22" font-weight="bold">${panel.name}</text>`,
      ...map(world, panel),
      '</g>'
    ]),
    '</svg>',
    ''
  ].join('\n')
}

function map({ peers }: World, { offers }: Panel): string[] {
  const counts = PLACES.map(() => PLACES.map(() => 0))
  for (const [peer, offered] of offers.entries())
    for (const other of offered) counts[peers[peer]!]![peers[other]!]!++
  const all = offers.reduce((sum, { length }) => sum + length, 0)
  /** Of all offers, both ways together. */
  const share = (a: number, b: number) => (a === b ? counts[a]![a]! : counts[a]![b]! + counts[b]![a]!) / all
  const lines = PLACES.flatMap((from, a) =>
    PLACES.slice(0, a).map((to, b) => {
      const width = (share(a, b) * WIDEST).toFixed(2)
      return `<path d="M${x(from)} ${y(from)}L${x(to)} ${y(to)}" stroke="#2060c0" stroke-opacity="0.55" stroke-width="${width}"/>`
    })
  )
  const discs = PLACES.flatMap((place, at) => [
    `<circle cx="${x(place)}" cy="${y(place)}" r="${(Math.sqrt(share(at, at)) * LARGEST).toFixed(1)}" fill="#c05020" fill-opacity="0.75"/>`,
    ...(place.hasGateway
      ? [
          `<rect x="${(Number(x(place)) - 3).toFixed(1)}" y="${(Number(y(place)) - 3).toFixed(1)}" width="6" height="6"/>`
        ]
      : [`<circle cx="${x(place)}" cy="${y(place)}" r="2.5"/>`]),
    // Below it; the northernmost has others there.
    `<text x="${x(place)}" y="${(Number(y(place)) + (place.north < 50 ? 25 : -17)).toFixed(1)}" text-anchor="middle" ${READABLE}>${place.name}</text>`
  ])
  return [...lines, ...discs]
}

/** Lines pass behind a name, not through it. */
const READABLE =
  'paint-order="stroke" stroke="white" stroke-width="3" stroke-opacity="0.8" stroke-linejoin="round"'
/** Of a line, and the radius of a disc, that had all offers. */
const WIDEST = 130
const LARGEST = 75

const x = ({ east }: Place): string => (50 + ((east + 118) / 269) * (WIDTH - 100)).toFixed(1)
const y = ({ north }: Place): string => (45 + ((50 - north) / 84) * (HEIGHT - 95)).toFixed(1)
