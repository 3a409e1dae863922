import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import test from 'node:test'
import { captured, running, temporaryFolder } from './captured.ts'

test('start --bittorrent --tracker: says where, serves, and stops cleanly', async (t) => {
  const folder = await temporaryFolder(t)
  const object = join(folder, 'mine.aso.js')
  await writeFile(
    object,
    `export default {
      announced: 0,
      onUpdate() { this.announced++ },
      onGet: () => ({ seeds: new Uint8Array([192, 0, 2, 1, 26, 225]), leechers: new Uint8Array() })
    }`
  )
  const quiet = ['--n', '1', '--r', '1', '--w', '1', '--workers', '1', '--json', '--http', '127.0.0.1:0']
  const places = [
    '--bittorrent',
    '127.0.0.1:0',
    '--tracker',
    '127.0.0.1:0',
    '--tracker-object',
    object,
    '--announce-rate',
    '7'
  ]
  const node = running(t, ['start', '--data', join(folder, 'data'), ...quiet, ...places])
  const { bittorrent, http } = JSON.parse(await node.says('"started"'))
  assert.match(bittorrent.mainline[0], /^127\.0\.0\.1:\d+$/)
  const asked = `info_hash=${'a'.repeat(20)}&peer_id=${'b'.repeat(20)}&port=7001&left=1`
  const answer = await fetch(`http://${bittorrent.tracker}/announce?${asked}`)
  const text = Buffer.from(await answer.arrayBuffer()).toString('latin1')
  assert.ok(text.includes('5:peers6:\xc0\0\x02\x01\x1a\xe1'), 'what the given object says')
  const metrics = await (await fetch(`${http}/metrics`)).text()
  assert.match(metrics, /^halley_bittorrent_tracker_announcements_total 1$/m)
  assert.match(metrics, /^halley_bittorrent_swarms 1$/m)
  node.child.kill('SIGTERM')
  assert.deepEqual(await node.ended, { code: 0, signal: null })
  assert.equal(node.complaints(), '')
})

test('start: what belongs to BitTorrent alone is wrong usage without it', async () => {
  for (const wrong of [
    ['--bittorrent-bootstrap', '127.0.0.1:6881'],
    ['--tracker-object', 'mine.aso.js'],
    ['--announce-rate', '5'],
    ['--announce-rate-all', '0', '--tracker', '127.0.0.1:0'],
    ['--tracker', 'nowhere'],
    ['--bittorrent', '127.0.0.1']
  ])
    assert.equal((await captured('start', ...wrong)).code, 2, wrong.join(' '))
})
