import assert from 'node:assert/strict'
import {readFile} from 'node:fs/promises'
import {fileURLToPath} from 'node:url'
import {packageDefaults} from '../src/package-defaults.js'

const root = fileURLToPath(new URL('..', import.meta.url))

describe('the defaults of the package', () => {
  it('have runtimes by platform, in the order that docs/runtimes.md tells', async () => {
    const page = await readFile(`${root}/docs/runtimes.md`, 'utf8')
    const rows = [...page.matchAll(/^\| .+\(`(\w+)`\) \| (.+) \|$/gm)].map(([, platform, names = '']) => [platform, names.replaceAll('`', '').split(', ')])
    const told = await Promise.all((['darwin', 'freebsd'] as const).map(async (platform) => (await packageDefaults(root, platform)).runtimes))
    assert.deepEqual(rows, [['darwin', told[0]], ['default', told[1]]])
    assert.deepEqual((await packageDefaults(root, 'linux')).runtimes, told[1])
  })

  it('have a Kubernetes version and CNIs on all of them', async () => {
    const {kubernetes, cni} = await packageDefaults(root, 'darwin')
    assert.match(kubernetes, /^v\d+\.\d+\.\d+$/)
    assert.ok(cni.length > 0)
  })
})
