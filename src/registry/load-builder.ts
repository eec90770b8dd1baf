import {contextFor, type App} from '../app.js'
import type {NodeImageBuilder} from '../contract/index.js'
import {KinaError, messageOf} from '../errors.js'
import {loadProvider, preferred, type Loaded} from './load.js'

/** The builder whose images land in the given store. */
export async function loadBuilder(app: App, imageStore: string): Promise<Loaded<NodeImageBuilder>> {
  const refusals: string[] = []
  for (const loaded of await buildersOf(app, imageStore, (text) => refusals.push(text))) {
    const probe = await loaded.provider.probe(contextFor(app, 'image builder', loaded.name))
    if (probe.available) return loaded
    refusals.push(`${loaded.name}: ${probe.reason}`)
  }
  throw new KinaError({
    code: 'E_PROVIDER_UNKNOWN',
    message: `No image builder puts images into the store of ${imageStore}.`,
    ...(refusals.length > 0 && {detail: refusals.join('\n')}),
    next: ['kina plugins shows what is installed.', 'Give a finished node image: kina cluster create --image REF'],
  })
}

/** All builders whose images land in the given store, the one that is named like it first. One that cannot be loaded is left out, and told. */
export async function buildersOf({registry: {imageBuilders, problems}}: App, imageStore: string, tell: (text: string) => void = () => {}): Promise<Loaded<NodeImageBuilder>[]> {
  const names = preferred(imageBuilders.keys(), [imageStore])
  const results = await Promise.allSettled(names.map((name) => loadProvider('image builder', name, imageBuilders, problems)))
  results.forEach((result, i) => void (result.status === 'rejected' && tell(`${names[i]}: ${messageOf(result.reason)}`)))
  return results.flatMap((result) => (result.status === 'fulfilled' && result.value.provider.imageStore === imageStore ? [result.value] : []))
}
