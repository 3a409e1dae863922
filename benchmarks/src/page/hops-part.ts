// The page's part about lookups in large networks.
import { type HopsResult, type HopsRow, KINDS, OURS } from '../hops.ts'
import { figure } from '../statistics.ts'
import { drawLines, type Line } from './lines.ts'
import { count, table } from './markdown.ts'
import type { Part } from './part.ts'

/** Hops that Pastry's authors give for a network of so many nodes (b = 4). */
const PASTRY = { nodes: 100_000, hops: 5 } as const

export function hopsPart({ k, lookups, rows, shares }: HopsResult): Part {
  const kinds = KINDS.map(({ name }) => name)
  const line = (name: string, y: (row: HopsRow) => number): Line => ({
    name,
    points: rows.filter(({ kind }) => kind === name).map((row) => ({ x: row.nodes, y: y(row) }))
  })
  const sizes = [...new Set(rows.map(({ nodes }) => nodes))]
  const log2: Line = { name: 'log₂ n', points: sizes.map((nodes) => ({ x: nodes, y: Math.log2(nodes) })) }
  const pastry: Line = { name: 'Pastry', points: [{ x: PASTRY.nodes, y: PASTRY.hops }] }
  return {
    name: 'hops',
    isModel: true,
    text: [
      '## Lookups in large networks',
      `Modelled (\`benchmarks/src/hops.ts\` says what is and what is not), with all nodes alive: ${count(lookups)} lookups from random nodes for random places, k = ${k}. Hops are the questions one after the other that led to the node nearest to the place; a lookup goes on until all of the ${k} nearest have answered, and kad-dht's until none of its paths has anybody left to ask; nodes end theirs (“ended”) as the first do. Times are on generated round trips of a world of four regions; a question to a stranger takes four of them, since a connection comes first. A join is the first of four lookups that a node makes of itself.`,
      `Pastry's figure is ${PASTRY.hops} hops at ${count(PASTRY.nodes)} nodes, and log₂ of that is ${figure(Math.log2(PASTRY.nodes))}.`,
      '![Hops of a lookup against the size of the network](images/performance-hops.svg)',
      table(
        [
          'nodes',
          'log₂ n',
          'tables and lookup',
          'hops, mean',
          'p99',
          'questions, mean',
          'p99',
          'nearest answered after, p50 ms',
          'over after, p50 ms',
          'questions of a join',
          'contacts, mean',
          'most',
          'found the nearest',
          `found the ${k / 2} nearest`
        ],
        rows.map((row) => [
          row.nodes,
          figure(Math.log2(row.nodes)),
          row.kind,
          row.hops.mean,
          row.hops.p99,
          row.questions.mean,
          row.questions.p99,
          Math.round(row.nearestMs.p50),
          Math.round(row.ms.p50),
          row.joinQuestions,
          row.contacts.mean,
          row.contacts.most,
          `${figure(100 * row.rightFirst)} %`,
          `${figure(100 * row.rightHalf)} %`
        ])
      ),
      '![The share of lookups that find the nearest nodes, against the size of the network](images/performance-found.svg)',
      'Copies at a node, beside the mean, where each key lies at the three nearest nodes:',
      table(
        ['nodes', 'p99', 'most'],
        shares.map(({ nodes, p99, most }) => [nodes, p99, most])
      )
    ].join('\n\n'),
    drawings: [
      {
        name: 'performance-hops',
        svg: drawLines({ title: 'Hops of a lookup, mean', x: 'nodes', y: 'hops', base: 10 }, [
          ...kinds.map((kind) => line(kind, ({ hops }) => hops.mean)),
          log2,
          pastry
        ])
      },
      {
        name: 'performance-found',
        svg: drawLines(
          { title: `Lookups that find the ${k / 2} nearest`, x: 'nodes', y: '%', base: 10 },
          // A scale of powers has no 0.
          kinds.map((kind) => line(kind, ({ rightHalf }) => Math.max(0.1, 100 * rightHalf)))
        )
      }
    ],
    bars: rows
      .filter(({ kind, nodes }) => kind === OURS.name && nodes === PASTRY.nodes)
      .map(({ nodes, hops, rightHalf }) => ({
        what: `hops at ${count(nodes)} nodes (Pastry's figure)`,
        bar: `≤ ${PASTRY.hops}`,
        found: count(hops.mean),
        reached: rightHalf > 0.99 ? hops.mean <= PASTRY.hops : 'does not find the nearest'
      }))
  }
}
