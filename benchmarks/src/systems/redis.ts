// One Redis server, asked over its socket by a client in another process. Its log is synced before a put is acknowledged, and
// there are no replicas. An active object is a hash, and its get a function that counts and reads (FCALL).
import { mkdir } from 'node:fs/promises'
import { freePort, startChild, whenItSays } from './child.ts'
import { connectRedis } from './resp.ts'
import { absent, type Start } from './system.ts'

/** The greeting of Halley's benchmark; its count is made durable like any write here, while Halley's is the replica's own. */
const GREETING = `#!lua name=bench
redis.register_function('greet', function (keys)
  local gets = redis.call('HINCRBY', keys[1], 'gets', 1)
  return redis.call('HGET', keys[1], 'value') .. ' ' .. gets
end)`

export const start: Start = async ({ data }) => {
  await mkdir(data, { recursive: true })
  const port = await freePort()
  const words = ['--bind', '127.0.0.1', '--port', String(port), '--dir', data, '--save', '']
  const durable = ['--appendonly', 'yes', '--appendfsync', 'always']
  const [child] = await startChild('redis-server', [...words, ...durable], whenItSays(isReady))
  const redis = await connectRedis(port)
  await redis.send('FUNCTION', 'LOAD', GREETING)
  const active = new Set<string>()
  return {
    addresses: [],
    processes: [child.pid],
    put: async (key, value) => void (await redis.send('SET', key, value)),
    get: async (key) => {
      const found = active.has(key)
        ? await redis.send('FCALL', 'greet', '1', key)
        : await redis.send('GET', key)
      if (found === null) throw absent(key)
      return found
    },
    putActive: async (key) => {
      active.add(key)
      await redis.send('HSET', key, 'value', 'Hello world!')
    },
    stop: async () => {
      redis.close()
      await child.stop()
    }
  }
}

function isReady(line: string): true | undefined {
  return line.includes('Ready to accept connections') ? true : undefined
}
