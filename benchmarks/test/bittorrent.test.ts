// The questions of the BitTorrent benchmark, and how it reads answers.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { announcements, connections, peerQuestions } from '../src/bittorrent/questions.ts'

const swarms = { hashes: [Buffer.alloc(20, 'h')], peers: 10 }

test('what a tracker is asked, and what it answers, goes by the transaction', () => {
  const connect = connections(1).ask(0x01020304, 0)
  assert.equal(connect.toString('hex'), '00000417271019800000000001020304')
  const kind = announcements(1, [Buffer.alloc(8, 9)], swarms, 50)
  const packet = kind.ask(77, 0)
  assert.equal(packet.length, 98)
  assert.deepEqual([packet.readUInt32BE(8), packet.readUInt32BE(12), packet.readInt32BE(92)], [1, 77, 50])
  assert.ok(packet.readUInt16BE(96) >= 1 && packet.readUInt16BE(96) <= 10)
  assert.deepEqual(kind.read(Buffer.from('000000010000004d0000', 'hex')), { transaction: 77 })
  assert.deepEqual(kind.read(Buffer.from('000000030000004d6e6f', 'hex')), { transaction: 77, fault: 'no' })
})

test('answers of the DHT are told from its questions, which are answered', () => {
  const kind = peerQuestions(1, swarms)
  const packet = kind.ask(0x41424344, 0).toString('latin1')
  assert.match(packet, /^d1:ad2:id20:.{20}9:info_hash20:h{20}e1:q9:get_peers1:t4:ABCD1:y1:qe$/s)
  const read = (text: string) => kind.read(Buffer.from(text, 'latin1'))
  const transaction = 0x41424344
  assert.deepEqual(read('d1:rd6:valuesl6:abcdefee1:t4:ABCD1:y1:re'), { transaction })
  assert.deepEqual(read('d1:rd2:id3:abce1:t4:ABCD1:y1:re'), { transaction, fault: 'no peers' })
  assert.deepEqual(read('d1:eli202e4:busye1:t4:ABCD1:y1:ee'), { transaction, fault: 'error' })
  const ping = Buffer.from('d1:ad2:id3:abce1:q4:ping1:t4:WXYZ1:y1:qe', 'latin1')
  assert.equal(kind.read(ping), undefined)
  assert.match(kind.reply?.(ping)?.toString('latin1') ?? '', /^d1:rd2:id20:.{20}e1:t4:WXYZ1:y1:re$/s)
})
