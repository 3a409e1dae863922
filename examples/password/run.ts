// A secret in a network of three nodes, asked for with and without its password.
//
//   node examples/password/run.ts
import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { codeOf, type Say, withNodes } from '../local-network.ts'

export async function tell(say: Say): Promise<void> {
  const code = await readFile(new URL('./password.aso.js', import.meta.url), 'utf8')
  await withNodes(3, async ([alice, bob, carol]) => {
    await alice!.put('safe', { code, value: { salt: randomUUID(), password: 'sesame', secret: 'the map' } })
    say(`bob, without the password: ${JSON.stringify((await bob!.get('safe')).value)}`)
    say(`carol, with it: ${JSON.stringify((await carol!.get('safe', { payload: 'sesame' })).value)}`)
    say(`bob puts another secret: ${await codeOf(bob!.put('safe', { value: { secret: 'a fake' } }))}`)
    say(`bob puts other code over it: ${await codeOf(bob!.put('safe', { code: 'export default {}' }))}`)
    say(`bob deletes it: ${await codeOf(bob!.delete('safe', { payload: 'open up' }))}`)
    await carol!.put('safe', { value: { password: 'sesame', next: 'open', secret: 'the key' } })
    const old = (await bob!.get('safe', { payload: 'sesame' })).value
    const now = (await bob!.get('safe', { payload: 'open' })).value
    say(
      `carol changed both: with the old password ${JSON.stringify(old)}, with the new one ${JSON.stringify(now)}`
    )
    await alice!.delete('safe', { payload: 'open' })
    say(`alice deletes it, with the password; it is found: ${(await bob!.get('safe')).found}`)
  })
}

if (import.meta.main) await tell(console.log)
