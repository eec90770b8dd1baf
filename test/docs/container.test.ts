import assert from 'node:assert/strict'
import {readdirSync, readFileSync} from 'node:fs'
import {join} from 'node:path'
import {emulate, type EmulatedMac} from '../emulators/container/emulate.js'
import {packageRoot} from '../scaffold/written-plugins.js'
import {commandNames, containerCalls, PAGE_VERSION} from './container-lines.js'

const folder = join(packageRoot, 'docs/runtimes')
const pages = readdirSync(folder).map((name) => ({name, text: readFileSync(join(folder, name), 'utf8')}))

/** Not what a call does, but whether `container` has such a command, with these flags in this order: its parser says no with exit code 64. */
describe(`docs/runtimes and container ${PAGE_VERSION}`, () => {
  const macs = new Map<string, EmulatedMac>()
  after(() => Promise.all([...macs.values()].map((mac) => mac.remove())))

  const macOf = async (version: string): Promise<EmulatedMac> => {
    const mac = macs.get(version) ?? (await emulate({version, behind: 'nothing'}))
    macs.set(version, mac)
    return mac
  }

  for (const {name, text} of pages) {
    it(`${name}: each call of container is one that it takes`, async () => {
      const refused: string[] = []
      for (const {args, version} of containerCalls(text)) {
        const {code, stderr} = await (await macOf(version)).run(args)
        if (code === 64 && !MEANT_TO_BE_REFUSED.some((pattern) => pattern.test(args.join(' ')))) refused.push(`container ${args.join(' ')}: ${stderr}`)
      }
      assert.deepEqual(refused, [])
    })

    it(`${name}: each command that it names is there`, async () => {
      const mac = await macOf(PAGE_VERSION)
      const missing: string[] = []
      for (const words of commandNames(text).filter(([word]) => word !== 'k8s')) {
        const {code, stderr} = await mac.run([...words, '--help'])
        if (code !== 0) missing.push(`container ${words.join(' ')}: ${stderr}`)
      }
      assert.deepEqual(missing, [])
    })
  }

  it('would be found out if a page showed what container does not take', async () => {
    const mac = await macOf(PAGE_VERSION)
    for (const line of ['run --privileged alpine', 'ps', 'image load app.tar --quietly', 'clean kina-control-plane']) {
      const [call] = containerCalls(`\n    container ${line}\n`)
      assert.equal((await mac.run(call?.args ?? [])).code, 64, line)
    }
  })
})

/** A page may show how to see that something is refused. */
const MEANT_TO_BE_REFUSED = [/^run --privileged alpine$/]
