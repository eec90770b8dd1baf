import {mkdtemp, rm, symlink} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {fileURLToPath} from 'node:url'
import type {App} from '../../src/app.js'
import {newPlugin, type NewPlugin, type NewPluginOptions} from '../../src/scaffold/new-plugin.js'
import {withApp, type TestAppOptions} from '../cluster/test-app.js'

export const packageRoot = fileURLToPath(new URL('../..', import.meta.url))

/** A folder outside the repository, with the packages of this checkout to import from, kina among them. */
export interface Desk {
  readonly folder: string
  readonly app: App
  write(options: Pick<NewPluginOptions, 'kind'> & Partial<NewPluginOptions>): Promise<NewPlugin>
}

export async function withDesk(work: (desk: Desk) => Promise<void>, options: TestAppOptions = {}): Promise<void> {
  await withApp(options, async (fakes) => {
    const app: App = {...fakes, packageRoot: packageRoot.replace(/\/$/, '')}
    const folder = await mkdtemp(join(tmpdir(), 'kina-new-'))
    try {
      await symlink(join(packageRoot, 'node_modules'), join(folder, 'node_modules'))
      await work({folder, app, write: (given) => newPlugin(app, {name: 'demo', directory: undefined, kina: undefined, cwd: folder, ...given})})
    } finally {
      await rm(folder, {recursive: true, force: true})
    }
  })
}
