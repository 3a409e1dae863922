// The clients, and how each is told where it is, whom of the DHT to ask first, and to do nothing else.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdirSync, openSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { compactOf } from '../../packages/bittorrent/src/addresses.ts'
import { encode } from '../../packages/bittorrent/src/bencode.ts'
import { DHT_PORT } from './gateways.ts'

/** How a client can find peers. */
export const WAYS = ['dht', 'http', 'udp'] as const
export type Way = (typeof WAYS)[number]

export interface Start {
  /** The .torrent file. */
  readonly torrent: string
  /** Where the download goes, and a folder for whatever else the client keeps. */
  readonly downloads: string
  readonly own: string
  readonly ip: string
  readonly port: number
  /** HOST:PORT of a Mainline node, and of all of them. */
  readonly gateway: string
  readonly gateways: readonly string[]
  readonly infoHash: Buffer
}

export interface ForeignClient {
  readonly name: string
  /** Exits 0 where it is installed. */
  readonly probe: readonly [string, ...string[]]
  readonly install: string
  /** Downloads nothing: what it has to do is to print the seeder's HOST:PORT. */
  readonly findsOnly?: true
  /** By which it can be told of peers. Default: all. */
  readonly ways?: readonly Way[]
  /** Why it gets no file by a way, through no fault of the gateway's; it has to announce itself all the same. */
  readonly faults?: Partial<Record<Way, string>>
  start(start: Start): ChildProcess
}

/** Debian's, whatever else is in the path: it has Debian's modules. */
const PYTHON = '/usr/bin/python3'

export const CLIENTS: readonly ForeignClient[] = [
  {
    name: 'libtorrent',
    probe: [PYTHON, '-c', 'import libtorrent'],
    install: 'apt install python3-libtorrent',
    start: ({ torrent, downloads, own, ip, port, gateway }) =>
      run(PYTHON, ['-c', LIBTORRENT, torrent, downloads, `${ip}:${port}`, gateway], own)
  },
  {
    name: 'aria2',
    probe: ['aria2c', '--version'],
    install: 'apt install aria2',
    start: ({ torrent, downloads, own, ip, port, gateway }) => {
      const ports = [`--listen-port=${port}`, `--dht-listen-port=${port}`]
      const dht = [
        '--enable-dht=true',
        `--dht-entry-point=${gateway}`,
        `--dht-file-path=${join(own, 'dht.dat')}`
      ]
      return run(
        'aria2c',
        [`--interface=${ip}`, ...ports, ...dht, `--dir=${downloads}`, '--bt-enable-lpd=false', torrent],
        own
      )
    }
  },
  {
    name: 'transmission',
    probe: ['transmission-cli', '--version'],
    install: 'apt install transmission-cli',
    start: ({ torrent, downloads, own, ip, port, gateways }) => {
      // With µTP it would try that first, for longer than a test should take: the seeder speaks TCP alone.
      writeFileSync(
        join(own, 'settings.json'),
        JSON.stringify({ 'bind-address-ipv4': ip, 'lpd-enabled': false, 'utp-enabled': false })
      )
      // As it would remember them from before. From a single one it takes minutes to the ten that it announces nothing without.
      const nodes = gateways.map((gateway) => compactOf({ ip: gateway.split(':')[0]!, port: DHT_PORT }))
      writeFileSync(join(own, 'dht.dat'), encode({ id: randomBytes(20), nodes: Buffer.concat(nodes) }))
      return run('transmission-cli', ['-g', own, '-w', downloads, '-p', String(port), '-M', torrent], own)
    }
  },
  {
    name: 'rtorrent',
    // libtorrent 0.13.8, AddressList: it takes the `6:` that stands before each address for the address. Later versions do not.
    faults: { dht: 'it misreads the peers that the DHT gives it' },
    probe: ['sh', '-c', 'command -v rtorrent && command -v script'],
    install: 'apt install rtorrent bsdutils',
    start: ({ torrent, downloads, own, ip, port, gateway }) => {
      const settings = [
        `network.bind_address.set=${ip}`,
        `network.port_range.set=${port}-${port}`,
        'network.port_random.set=no',
        `dht.port.set=${port}`,
        'dht.mode.set=on',
        `session.path.set=${own}`,
        `directory.default.set=${downloads}`,
        `schedule2=entry,1,5,"dht.add_node=${gateway}"`
      ]
      writeFileSync(join(own, 'rc'), `${settings.join('\n')}\n`)
      // It wants a terminal.
      return run('script', ['-qc', `rtorrent -n -o import=${join(own, 'rc')} ${torrent}`, '/dev/null'], own)
    }
  },
  {
    name: 'qbittorrent',
    probe: ['qbittorrent-nox', '--version'],
    install: 'apt install qbittorrent-nox',
    // It knows no DHT nodes but public ones, and those that a torrent names.
    start: ({ torrent, downloads, own, ip, port }) => {
      const folder = join(own, 'qBittorrent', 'config')
      mkdirSync(folder, { recursive: true })
      const settings = [
        '[LegalNotice]\nAccepted=true\n[BitTorrent]',
        `Session\\InterfaceAddress=${ip}\nSession\\BTProtocol=TCP\nSession\\LSDEnabled=false`,
        `[Network]\nPortForwardingEnabled=false\n[Preferences]\nWebUI\\Address=${ip}\n`
      ]
      writeFileSync(join(folder, 'qBittorrent.conf'), settings.join('\n'))
      const options = [`--profile=${own}`, `--save-path=${downloads}`, `--torrenting-port=${port}`]
      return run('qbittorrent-nox', [...options, '--skip-dialog=true', torrent], own)
    }
  },
  {
    name: 'deluge',
    probe: ['sh', '-c', 'command -v deluged && command -v deluge-console'],
    install: 'apt install deluged deluge-console',
    start: ({ torrent, downloads, own, ip, port }) => {
      const core = { listen_ports: [port, port], random_port: false, download_location: downloads }
      const quiet = { lsd: false, upnp: false, natpmp: false, new_release_check: false }
      writeFileSync(
        join(own, 'core.conf'),
        `{"file": 1, "format": 1}${JSON.stringify({ ...core, ...quiet, dht: true })}`
      )
      writeFileSync(join(own, 'auth'), 'interop:interop:10\n')
      const daemon = `deluged -d -c ${own} -u ${ip} -i ${ip} -o ${ip}`
      const add = `deluge-console -c ${own} -d ${ip} -U interop -P interop "add ${torrent}"`
      return run('sh', ['-c', `${daemon} & until ${add} | grep added; do sleep 1; done; wait`], own)
    }
  },
  {
    name: 'bittorrent-dht',
    probe: [process.execPath, '--version'],
    install: 'npm ci',
    ways: ['dht'],
    findsOnly: true,
    start: ({ own, ip, port, gateway, infoHash }) =>
      run(
        process.execPath,
        [join(import.meta.dirname, 'registry-client.ts'), infoHash.toString('hex'), `${ip}:${port}`, gateway],
        own
      )
  }
]

export function isInstalled({ probe: [command, ...args] }: ForeignClient): boolean {
  return spawnSync(command, args, { stdio: 'ignore' }).status === 0
}

/** What a client prints, in the folder of its own. */
export const LOG = 'printed'

function run(command: string, args: readonly string[], own: string): ChildProcess {
  const log = openSync(join(own, LOG), 'w')
  return spawn(command, args, {
    cwd: own,
    env: { ...process.env, HOME: own, TERM: 'xterm' },
    stdio: ['ignore', log, log],
    detached: true
  })
}

const LIBTORRENT = `
import sys, time, libtorrent as lt
torrent, downloads, listen, gateway = sys.argv[1:]
session = lt.session({'listen_interfaces': listen, 'dht_bootstrap_nodes': gateway, 'enable_dht': True,
                      'enable_lsd': False, 'enable_upnp': False, 'enable_natpmp': False})
params = lt.add_torrent_params()
params.ti = lt.torrent_info(torrent)
params.save_path = downloads
session.add_torrent(params)
while True: time.sleep(1)
`
