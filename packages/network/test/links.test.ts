/** Orders of events that a real network shows once in ten runs, played with streams made of paper. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type Connection, type Libp2p, type Stream, StreamAbortEvent } from '@libp2p/interface'
import { Directory } from '../src/directory.ts'
import { createIdentity } from '../src/identity.ts'
import { Links } from '../src/links.ts'
import { tuned } from '../src/options.ts'
import { bytes, Recorder } from './recorder.ts'

class PaperStream extends EventTarget {
  status = 'open'
  writeStatus = 'writable'
  writableNeedsDrain = false
  readableEnded = false
  readonly written: string[] = []

  send(list: { subarray(): Uint8Array }): boolean {
    this.written.push(Buffer.from(list.subarray().subarray(4)).toString())
    return true
  }

  async close(): Promise<void> {
    this.writeStatus = 'closed'
  }

  abort(error: Error): void {
    this.status = 'aborted'
    this.writeStatus = 'closed'
    this.end()
    this.dispatchEvent(new StreamAbortEvent(error))
  }

  /** The peer ends its side. */
  end(): void {
    this.readableEnded = true
    this.dispatchEvent(new Event('end'))
  }
}

const asStream = (stream: PaperStream) => stream as unknown as Stream
const tick = () => new Promise((resolve) => setImmediate(resolve))

/** Links of a node to one peer; every opened stream waits in `opening` for the test to hand it over. */
async function paperLinks(weWin: boolean) {
  const [low, high] = [await createIdentity(), await createIdentity()].map(({ id }) => id).sort() as [
    string,
    string
  ]
  const [self, peer] = weWin ? [low, high] : [high, low]
  const opening: ((stream: PaperStream) => void)[] = []
  const connection = {
    remotePeer: peer,
    newStream: () => new Promise((resolve) => opening.push(resolve))
  }
  const libp2p = { peerId: self, getPeers: () => [peer], dial: async () => connection }
  const recorder = new Recorder()
  const links = new Links(
    libp2p as unknown as Libp2p,
    tuned({}),
    recorder,
    new Directory(libp2p as unknown as Libp2p),
    () => {}
  )
  return {
    peer,
    opening,
    recorder,
    send: (text: string) => links.send(peer, bytes(text)),
    accept: (stream: PaperStream) => links.accept(asStream(stream), connection as unknown as Connection)
  }
}

describe('two streams at once', () => {
  it('the one we open outlives the end of the one we accepted meanwhile, and no third is opened', async () => {
    const { opening, accept, send } = await paperLinks(true)
    send('one')
    await tick()
    assert.equal(opening.length, 1)
    const theirs = new PaperStream()
    accept(theirs)
    await tick()
    assert.deepEqual(theirs.written, ['one'])
    // The peer has seen our stream, which wins, before we are told that it is open.
    theirs.end()
    await tick()
    const ours = new PaperStream()
    opening[0]!(ours)
    await tick()
    send('two')
    await tick()
    assert.deepEqual(ours.written, ['two'])
    assert.equal(opening.length, 1)
  })

  for (const weWin of [true, false]) {
    it(`nothing is written to the winner before the loser is read to its end (${weWin ? 'ours' : 'theirs'} wins)`, async () => {
      const { opening, accept, send } = await paperLinks(weWin)
      send('one')
      await tick()
      const [theirs, ours] = [new PaperStream(), new PaperStream()]
      const [winner, loser] = weWin ? [ours, theirs] : [theirs, ours]
      if (weWin) accept(loser)
      else opening[0]!(loser)
      await tick()
      await tick()
      assert.deepEqual(loser.written, ['one'])
      if (weWin) opening[0]!(winner)
      else accept(winner)
      await tick()
      send('two')
      await tick()
      assert.deepEqual(winner.written, [])
      assert.equal(loser.writeStatus, weWin ? 'writable' : 'closed', 'its opener ends it first')
      loser.end()
      await tick()
      await tick()
      assert.deepEqual(winner.written, ['two'])
      assert.equal(loser.writeStatus, 'closed')
    })
  }
})
