import {contextFor, type App} from '../app.js'
import type {NodeImageBuilder} from '../contract/index.js'
import {KinaError} from '../errors.js'
import {loadProvider, preferred, type Loaded} from './load.js'

/** The builder whose images land in the given store. */
export async function loadBuilder(app: App, imageStore: string): Promise<Loaded<NodeImageBuilder>> {
  const {imageBuilders, problems} = app.registry
  const refusals: string[] = []
  for (const name of preferred(imageBuilders.keys(), [imageStore])) {
    const loaded = await loadProvider('image builder', name, imageBuilders, problems)
    if (loaded.provider.imageStore !== imageStore) continue
    const probe = await loaded.provider.probe(contextFor(app, 'image builder', name))
    if (probe.available) return loaded
    refusals.push(`${name}: ${probe.reason}`)
  }
  throw new KinaError({
    code: 'E_PROVIDER_UNKNOWN',
    message: `No image builder puts images into the store of ${imageStore}.`,
    ...(refusals.length > 0 && {detail: refusals.join('\n')}),
    next: ['kina plugins shows what is installed.', 'Give a finished node image: kina cluster create --image REF'],
  })
}
