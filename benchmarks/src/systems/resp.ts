// A client of Redis over one connection: commands go out as they come, answers come back in their order.
import { once } from 'node:events'
import { connect } from 'node:net'

export type Reply = Buffer | number | string | null

export interface Redis {
  send(...words: (string | Uint8Array)[]): Promise<Reply>
  close(): void
}

interface Waiting {
  resolve(reply: Reply): void
  reject(error: Error): void
}

export async function connectRedis(port: number): Promise<Redis> {
  const socket = connect({ host: '127.0.0.1', port, noDelay: true })
  await once(socket, 'connect')
  const waiting: Waiting[] = []
  let rest: Buffer = Buffer.alloc(0)
  socket.on('data', (bytes: Buffer) => {
    rest = rest.length === 0 ? bytes : Buffer.concat([rest, bytes])
    for (let read = readReply(rest); read !== undefined; read = readReply(rest)) {
      rest = rest.subarray(read.length)
      const asked = waiting.shift()
      if (read.reply instanceof Error) asked?.reject(read.reply)
      else asked?.resolve(read.reply)
    }
  })
  socket.on('close', () => {
    for (const { reject } of waiting.splice(0)) reject(new Error('the connection was closed'))
  })
  return {
    send: (...words) =>
      new Promise((resolve, reject) => {
        waiting.push({ resolve, reject })
        socket.write(command(words))
      }),
    close: () => socket.destroy()
  }
}

function command(words: readonly (string | Uint8Array)[]): Buffer {
  const parts = words.flatMap((word) => {
    const bytes = Buffer.from(word as string)
    return [Buffer.from(`$${bytes.length}\r\n`), bytes, Buffer.from('\r\n')]
  })
  return Buffer.concat([Buffer.from(`*${words.length}\r\n`), ...parts])
}

/** The reply that the bytes begin with, and how many bytes it is; nothing if it is not all there yet. */
function readReply(bytes: Buffer): { reply: Reply | Error; length: number } | undefined {
  const end = bytes.indexOf('\r\n')
  if (end < 0) return undefined
  const text = bytes.toString('latin1', 1, end)
  switch (bytes.toString('latin1', 0, 1)) {
    case '+':
      return { reply: text, length: end + 2 }
    case ':':
      return { reply: Number(text), length: end + 2 }
    case '-':
      return { reply: new Error(text), length: end + 2 }
    case '$': {
      if (text === '-1') return { reply: null, length: end + 2 }
      const length = end + 4 + Number(text)
      return bytes.length < length
        ? undefined
        : { reply: bytes.subarray(end + 2, end + 2 + Number(text)), length }
    }
    default:
      return { reply: new Error(`a reply that begins with ${bytes[0]}`), length: bytes.length }
  }
}
