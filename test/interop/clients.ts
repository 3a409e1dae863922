// The clients, and how each is told where it is, whom of the DHT to ask first, and to do nothing else.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { openSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

export interface Start {
  /** The .torrent file. */
  readonly torrent: string
  /** Where the download goes, and a folder for whatever else the client keeps. */
  readonly downloads: string
  readonly own: string
  readonly ip: string
  readonly port: number
  /** HOST:PORT of a Mainline node. */
  readonly gateway: string
}

export interface ForeignClient {
  readonly name: string
  /** Exits 0 where it is installed. */
  readonly probe: readonly [string, ...string[]]
  readonly install: string
  start(start: Start): ChildProcess
}

export const CLIENTS: readonly ForeignClient[] = [
  {
    name: 'libtorrent',
    probe: ['python3', '-c', 'import libtorrent'],
    install: 'apt install python3-libtorrent',
    start: ({ torrent, downloads, own, ip, port, gateway }) =>
      run('python3', ['-c', LIBTORRENT, torrent, downloads, `${ip}:${port}`, gateway], own)
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
    start: ({ torrent, downloads, own, ip, port, gateway }) => {
      // With µTP it would try that first, for longer than a test should take: the seeder speaks TCP alone.
      writeFileSync(
        join(own, 'settings.json'),
        JSON.stringify({ 'bind-address-ipv4': ip, 'lpd-enabled': false, 'utp-enabled': false })
      )
      writeFileSync(join(own, 'dht.bootstrap'), `${gateway.replace(':', ' ')}\n`)
      return run('transmission-cli', ['-g', own, '-w', downloads, '-p', String(port), '-M', torrent], own)
    }
  },
  {
    name: 'rtorrent',
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
