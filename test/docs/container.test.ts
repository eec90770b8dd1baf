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
  const macs = new Map<string, Promise<EmulatedMac>>()
  after(() => Promise.all([...macs.values()].map(async (mac) => (await mac).remove())))

  const macOf = (version: string): Promise<EmulatedMac> => {
    const mac = macs.get(version) ?? emulate({version, behind: 'nothing'})
    macs.set(version, mac)
    return mac
  }

  for (const {name, text} of pages) {
    it(`${name}: each call of container is one that it takes`, async () => {
      const calls = [...new Map(containerCalls(text).map((call) => [JSON.stringify(call), call])).values()]
      const refused = await each(calls, async ({args, version}) => {
        const {code, stderr} = await (await macOf(version)).run(args)
        return code === USAGE_ERROR && !MEANT_TO_BE_REFUSED.some((pattern) => pattern.test(args.join(' '))) ? [`container ${args.join(' ')}: ${stderr}`] : []
      })
      assert.deepEqual(refused, [])
    })

    it(`${name}: each command that it names is there`, async () => {
      const mac = await macOf(PAGE_VERSION)
      // A plugin of its own; the emulator has none.
      const names = new Set(commandNames(text).map((words) => words.join(' ')).filter((words) => words !== 'k8s'))
      const missing = await each([...names], async (words) => {
        const {code, stderr} = await mac.run([...words.split(' '), '--help'])
        return code === 0 ? [] : [`container ${words}: ${stderr}`]
      })
      assert.deepEqual(missing, [])
    })
  }

  it('would be found out if a page showed what container does not take', async () => {
    const mac = await macOf(PAGE_VERSION)
    for (const line of ['run --privileged alpine', 'ps', 'image load app.tar --quietly', 'clean kina-control-plane']) {
      const [call] = containerCalls(`\n    container ${line}\n`)
      assert.equal((await mac.run(call?.args ?? [])).code, USAGE_ERROR, line)
    }
  })
})

/** Four at a time; each call is a process of its own. */
async function each<T>(items: readonly T[], work: (item: T) => Promise<readonly string[]>): Promise<string[]> {
  const queue = [...items]
  const lanes = Array.from({length: 4}, async () => {
    const found: string[] = []
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) found.push(...(await work(item)))
    return found
  })
  return (await Promise.all(lanes)).flat()
}

const USAGE_ERROR = 64

/** A page may show how to see that something is refused. */
const MEANT_TO_BE_REFUSED = [/^run --privileged alpine$/]
