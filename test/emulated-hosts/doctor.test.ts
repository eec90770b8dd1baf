import assert from 'node:assert/strict'
import {mkdtempSync, readFileSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {emulate, type EmulatedMac} from '../emulators/container/emulate.js'
import {assertGolden} from '../golden.js'
import {packageRoot} from '../scaffold/written-plugins.js'
import {doctor} from './doctor.js'
import {HOSTS} from './hosts.js'

/** What a user of each of these Macs reads; the golden files are the output of the built command line. */
describe('kina doctor --runtime apple', () => {
  let home: string
  let mac: EmulatedMac | undefined
  before(() => void (home = mkdtempSync(join(tmpdir(), 'kina-host-'))))
  afterEach(() => mac?.remove())
  after(() => rmSync(home, {recursive: true, force: true}))
  const troubleshooting = readFileSync(join(packageRoot, 'docs/runtimes/macos-troubleshooting.md'), 'utf8')

  for (const {name, title, mac: options, answer, mended} of HOSTS) {
    it(`on ${title}`, async () => {
      mac = await emulate({...options, behind: 'nothing'})
      const {exitCode, text, runtime} = await doctor(mac.env, home)
      assertGolden(`doctor/${name}.txt`, `$ kina doctor --runtime apple\n${text.replaceAll(mac.mac.directory, '/Users/me')}exit code ${exitCode}\n`)
      assert.equal(exitCode, answer === 'unavailable' ? 1 : 0)
      if (answer !== 'unavailable') return
      assert.equal(runtime.status, 'missing')
      assert.match(runtime.fix ?? '', /\S/, 'it does not say what to do')
      if (mended === undefined && !runtime.fix?.startsWith('container ')) return
      if (mended === undefined) await runAsShown(mac, runtime.fix ?? '')
      else await mac.change(mended)
      assert.equal((await doctor(mac.env, home)).exitCode, 0, `it is not mended by: ${runtime.fix}`)
    })
  }

  it('says nothing that the page about troubleshooting does not know', () => {
    const words = HOSTS.filter(({answer}) => answer !== 'fine').map(({name}) => goldenOf(name))
    const known = [...troubleshooting.matchAll(/^\| "([^"]+)" \|/gm)].map(([, text = '']) => text)
    assert.ok(known.length >= 8)
    assert.deepEqual(words.filter((text) => !known.some((part) => text.replaceAll(/\s+/g, ' ').includes(part))), [])
  })
})

function goldenOf(name: string): string {
  return readFileSync(join(packageRoot, 'test/golden/doctor', `${name}.txt`), 'utf8')
}

/** The command that doctor shows, as a user pastes it; what follows a semicolon is for the case that it does not help. */
async function runAsShown(mac: EmulatedMac, fix: string): Promise<void> {
  for (const command of fix.split(';')[0]!.split(' && ')) {
    const {code, stderr} = await mac.run(command.trim().split(' ').slice(1))
    assert.equal(code, 0, `${command}: ${stderr}`)
  }
}
