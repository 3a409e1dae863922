// The process of the proxies: in front of every node a port on loopback, and for every ordered pair of nodes a weather.
import { type AddressInfo, createConnection, createServer, type Server, type Socket } from 'node:net'
import { createPrng } from '@halley/model'
import { dialler } from './dialler.ts'
import { Pipe } from './pipe.ts'
import { FAIR, type Weather } from './weather.ts'
import type { Answered, Asked, Order } from './words.ts'

interface Behind {
  readonly pid: number
  readonly host: string
  readonly port: number
}

interface Route {
  readonly from: string
  readonly to: string
  readonly dialled: Socket
  wake(): void
}

const prng = createPrng(process.argv[2] ?? '')
const nodes = new Map<string, Behind>()
const weathers = new Map<string, Weather>()
const routes = new Set<Route>()

process.on('message', ({ id, order }: Asked) => {
  void obey(order).then((port) =>
    process.send?.({ id, ...(port === undefined ? {} : { port }) } satisfies Answered)
  )
})
process.on('disconnect', () => process.exit())

async function obey(order: Order): Promise<number | undefined> {
  switch (order.do) {
    case 'open':
      return open(order.name)
    case 'node':
      nodes.set(order.name, order)
      return undefined
    case 'weather':
      for (const from of order.from) for (const to of order.to) weathers.set(`${from} ${to}`, order.weather)
      for (const route of [...routes]) route.wake()
      return undefined
    case 'break':
      for (const { from, to, dialled } of [...routes]) {
        const isMeant = order.from.includes(from) && order.to.includes(to)
        if (isMeant || (order.from.includes(to) && order.to.includes(from))) dialled.resetAndDestroy()
      }
      return undefined
  }
}

function open(name: string): Promise<number> {
  const server: Server = createServer({ allowHalfOpen: true, pauseOnConnect: true, noDelay: true })
  const { promise, resolve } = Promise.withResolvers<number>()
  server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port))
  server.on('connection', (socket) => {
    // Broken connections are what this is for.
    socket.on('error', () => {})
    const from = nameOf(socket)
    if (from === undefined) socket.resetAndDestroy()
    else carry(from, name, socket)
  })
  return promise
}

function nameOf({ remotePort, localPort }: Socket): string | undefined {
  if (remotePort === undefined || localPort === undefined) return undefined
  const pid = dialler(
    remotePort,
    localPort,
    [...nodes.values()].map((node) => node.pid)
  )
  return [...nodes].find(([, node]) => node.pid === pid)?.[0]
}

/** A connection comes about when its first packets pass in both directions; then bytes do. */
function carry(from: string, to: string, dialled: Socket): void {
  const weather = (a: string, b: string): Weather => weathers.get(`${a} ${b}`) ?? FAIR
  let pipes: readonly Pipe[] | undefined
  const route: Route = {
    from,
    to,
    dialled,
    wake() {
      if (pipes !== undefined) for (const pipe of pipes) pipe.flow()
      else if (!weather(from, to).cut && !weather(to, from).cut) connect()
    }
  }
  const connect = (): void => {
    const behind = nodes.get(to)
    if (behind === undefined) return void dialled.resetAndDestroy()
    const onward = createConnection({
      host: behind.host,
      port: behind.port,
      allowHalfOpen: true,
      noDelay: true
    })
    pipes = [
      new Pipe(dialled, onward, () => weather(from, to), prng),
      new Pipe(onward, dialled, () => weather(to, from), prng)
    ]
    onward.on('error', () => dialled.resetAndDestroy())
    dialled.resume()
  }
  dialled.on('close', () => routes.delete(route))
  routes.add(route)
  route.wake()
}
