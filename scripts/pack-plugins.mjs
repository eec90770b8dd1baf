// Packs the first-party plugins that kina carries, but does not load, into plugins-dist/: `kina plugins install NAME` takes them from there.
import {mkdirSync, readFileSync, rmSync} from 'node:fs'
import {fileURLToPath} from 'node:url'
import {join} from 'node:path'
import {pack} from './npm.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const {kina} = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
const target = join(root, 'plugins-dist')
rmSync(target, {recursive: true, force: true})
mkdirSync(target)
for (const folder of Object.values(kina.plugins)) pack(join(root, folder), target)
