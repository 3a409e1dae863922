// Folders within folders, each an object of its own at nodes of its own; one get walks through them.
//
//   node examples/recursive-get/run.ts
import { type Say, withNodes } from '../local-network.ts'
import { OPERATORS, signedObject } from '../signed.ts'

export async function tell(say: Say): Promise<void> {
  const signed = await signedObject(new URL('./recursive-get.aso.js', import.meta.url))
  const walk = async (operatorKeys: readonly string[]) =>
    withNodes(
      3,
      async ([alice, bob]) => {
        await alice!.put('folder-2', { ...signed, value: { value: 'found' } })
        await alice!.put('folder-1', { ...signed, value: { entries: { lib: 'folder-2' } } })
        const root = await alice!.put('root', {
          ...signed,
          value: { entries: { usr: 'folder-1' } }
        })
        say(`signed by somebody whom the nodes know: ${root.signed}`)
        for (const path of [['usr', 'lib'], ['usr', 'bin'], []])
          say(`/${path.join('/')} ${JSON.stringify((await bob!.get('root', { payload: path })).value)}`)
      },
      { operatorKeys }
    )
  await walk(OPERATORS)
  await walk([])
}

if (import.meta.main) await tell(console.log)
