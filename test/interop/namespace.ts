// A network namespace with loopback alone. Clients call at public routers when they start; here there is no way to them.
import { execFileSync, spawnSync } from 'node:child_process'
import { networkInterfaces } from 'node:os'

const INSIDE = 'HALLEY_INTEROP_INSIDE'

/** Addresses 10.9.N.1 are there for N up to this. */
const HOSTS = 60

/** Whether we are in it; then it has addresses. Fails where a way out is left. */
export function isolated(): boolean {
  if (process.env[INSIDE] !== '1') return false
  execFileSync('ip', ['link', 'set', 'lo', 'up'])
  for (let host = 0; host < HOSTS; host++) execFileSync('ip', ['addr', 'add', hostAt(host), 'dev', 'lo'])
  const others = Object.keys(networkInterfaces()).filter((name) => name !== 'lo')
  if (others.length > 0) throw new Error(`no clients are run where there is a network: ${others.join(', ')}`)
  return true
}

/** Runs this program again inside; clients that are left when it ends, end with it. @returns its exit code, 2 where it cannot be run */
export function enterNamespace(): number {
  const asRoot = process.getuid?.() === 0 ? [] : ['--user', '--map-root-user']
  const namespace = [...asRoot, '--net', '--pid', '--fork']
  const tried = spawnSync('unshare', [...namespace, 'ip', 'link', 'set', 'lo', 'up'], { encoding: 'utf8' })
  if (tried.status !== 0) {
    const why = tried.error?.message ?? tried.stderr.trim()
    console.error(
      `no clients are run: cannot make a network namespace, for which unshare (util-linux) and ip (iproute2) are needed: ${why}`
    )
    return 2
  }
  const { status } = spawnSync('unshare', [...namespace, process.execPath, ...process.argv.slice(1)], {
    env: { ...process.env, [INSIDE]: '1' },
    stdio: 'inherit'
  })
  return status ?? 1
}

/** Private, so that clients take it for a host like others: some leave 127/8 out; each in a /24 of its own, as others demand. */
export function hostAt(number: number): string {
  return `10.9.${number}.1`
}
