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
  afterEach(async () => {
    await mac?.remove()
    mac = undefined
  })
  after(() => rmSync(home, {recursive: true, force: true}))

  for (const {name, title, mac: wish, answer, mended, servers} of HOSTS) {
    it(`on ${title}`, async () => {
      mac = await emulate({...wish, behind: 'nothing'})
      const {exitCode, text, fix} = await doctor(mac.env, {home, servers})
      assertGolden(`doctor/${name}.txt`, `$ kina doctor --runtime apple\n${text.replaceAll(mac.mac.directory, '/Users/me')}exit code ${exitCode}\n`)
      assert.equal(exitCode, answer === 'unavailable' ? 1 : 0)
      if (answer !== 'unavailable') return
      assert.ok(fix, 'it does not say what to do')
      if (mended !== undefined) await mac.change(mended)
      else if (fix.startsWith('container ')) await runAsShown(mac, fix)
      else return
      assert.equal((await doctor(mac.env, {home, servers})).exitCode, 0, `it is not mended by: ${fix}`)
    })
  }

  it('says nothing that the page about troubleshooting does not know', () => {
    const page = readFileSync(join(packageRoot, 'docs/runtimes/macos-troubleshooting.md'), 'utf8')
    const known = [...page.matchAll(/^\| "([^"]+)" \|/gm)].map(([, words = '']) => words)
    assert.ok(known.length >= 8)
    const said = HOSTS.filter(({answer}) => answer !== 'fine').map(({name}) => readFileSync(join(packageRoot, 'test/golden/doctor', `${name}.txt`), 'utf8'))
    assert.deepEqual(said.filter((text) => !known.some((words) => text.replaceAll(/\s+/g, ' ').includes(words))), [])
  })
})

/** The command that doctor shows, as a user pastes it; what follows a semicolon is for the case that it does not help. */
async function runAsShown(mac: EmulatedMac, fix: string): Promise<void> {
  for (const command of fix.split(';')[0]!.split(' && ')) {
    const {code, stderr} = await mac.run(command.trim().split(' ').slice(1))
    assert.equal(code, 0, `${command}: ${stderr}`)
  }
}
