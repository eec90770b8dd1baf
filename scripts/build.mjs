// Builds what runs: types and programs of core and plugins, and the manifest that spares oclif reading every command at start-up.
import {execFileSync} from 'node:child_process'
import {existsSync, readdirSync, rmSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {fileURLToPath} from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
execFileSync(process.execPath, [fileURLToPath(new URL('../node_modules/typescript/bin/tsc', import.meta.url)), '-b', 'tsconfig.build.json'], {cwd: root, stdio: 'inherit'})
for (const folder of [root, ...readdirSync(join(root, 'plugins')).map((name) => join(root, 'plugins', name))]) removeOrphans(folder)

const {Plugin} = await import('@oclif/core')
const file = `${root}/oclif.manifest.json`
rmSync(file, {force: true})
const plugin = new Plugin({root, type: 'core', ignoreManifest: true, errorOnManifestCreate: true, respectNoCacheDefault: true})
await plugin.load()
// In the order of their names: oclif's is that in which files happened to be read.
const commands = Object.fromEntries(Object.entries(plugin.manifest.commands).sort(([a], [b]) => (a < b ? -1 : 1)))
writeFileSync(file, `${JSON.stringify({...plugin.manifest, commands}, null, 2)}\n`)

/** The compiler leaves outputs whose source is gone; packed, they would be published. */
function removeOrphans(folder) {
  const dist = join(folder, 'dist')
  if (!existsSync(dist)) return
  for (const entry of readdirSync(dist, {recursive: true, withFileTypes: true})) {
    if (!entry.isFile()) continue
    const output = join(entry.parentPath, entry.name)
    const source = join(folder, 'src', output.slice(dist.length + 1).replace(/(\.d\.ts|\.js)$/, '.ts'))
    if (!existsSync(source)) rmSync(output)
  }
}
