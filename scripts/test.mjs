// Runs the tiers of the test suite and prints the totals of all. Options: --only unit,e2e,...
// --full runs what the others leave out because it takes long, and writes what came of it to test/full/SUMMARY.md.
import {spawn, spawnSync} from 'node:child_process'
import {mkdtempSync, openSync, readFileSync, rmSync, writeSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {fileURLToPath} from 'node:url'
import {parseArgs} from 'node:util'
import {dockerDaemon} from './docker-daemon.mjs'
import {summarize} from './full-summary.mjs'
import {TIERS} from './tiers.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const {values} = parseArgs({options: {only: {type: 'string'}, full: {type: 'boolean', default: false}}})
const wanted = values.only?.split(',') ?? Object.keys(TIERS).filter((name) => !TIERS[name].apart && (TIERS[name].full ?? false) === values.full)
const scratch = mkdtempSync(join(tmpdir(), 'kina-test-'))
const totals = {passed: 0, failed: 0, skipped: 0}
const reasons = []
const suites = []
let stopDocker

const known = Object.keys(TIERS).filter((name) => wanted.includes(name))
// Those that make nothing on this machine run at the same time; what they print comes one after the other.
const pure = known.filter((name) => !TIERS[name].prepare)
const running = pure.map((name, i) => ({name, ended: mocha(name, i === 0 ? 'inherit' : join(scratch, `${name}.log`))}))
for (const [i, {name, ended}] of running.entries()) {
  const status = await ended
  if (i > 0) process.stdout.write(readFileSync(join(scratch, `${name}.log`)))
  add(name, status)
}
for (const name of known.filter((name) => TIERS[name].prepare)) {
  const {env} = TIERS[name]
  stopDocker ??= await prepare()
  if (env?.KINA_TEST_KUBERNETES) await images(env.KINA_TEST_KUBERNETES)
  add(name, await mocha(name, 'inherit'))
}
await stopDocker?.()
rmSync(scratch, {recursive: true, force: true})
const summary = `${totals.passed} passed, ${totals.failed} failed${totals.skipped > 0 ? `, ${totals.skipped} skipped` : ''}`
const longest = suites.sort((a, b) => b.seconds - a.seconds).slice(0, 30)
console.log(`\nLongest:\n${longest.map(({tier, title, seconds}) => `  ${seconds.toFixed(0).padStart(5)} s  ${tier}: ${title}`).join('\n')}`)
if (reasons.length > 0) console.log(`\nFailed:\n${reasons.map((reason) => `  ${reason}`).join('\n')}`)
console.log(`\n${summary}`)
process.exit(totals.failed === 0 && totals.passed > 0 ? 0 : 1)

/** Resolves to the exit code. `output` is a file, or this process's own. */
function mocha(name, output) {
  const tier = TIERS[name]
  const to = output === 'inherit' ? 'inherit' : openSync(output, 'w')
  if (to === 'inherit') console.log(`\n=== ${name} ===`)
  else writeSync(to, `\n=== ${name} ===\n`)
  const args = [
    ...pretended(tier.platform ?? (tier.prepare ? undefined : process.env.KINA_TEST_PLATFORM)), '--import', 'tsx', join(root, 'node_modules/mocha/bin/mocha.js'), '--reporter', join(root, 'test/reporter.cjs'), '--reporter-option', `output=${join(scratch, `${name}.json`)}`,
    '--timeout', tier.timeout, ...tier.spec.flatMap((spec) => ['--spec', spec]), ...(tier.prepare === undefined ? [] : ['--exit']),
  ]
  return new Promise((resolve) => spawn(process.execPath, args, {cwd: root, stdio: ['inherit', to, to], env: {...process.env, ...tier.env}}).once('exit', resolve))
}

function add(name, status) {
  const stats = read(join(scratch, `${name}.json`))
  totals.passed += stats.passed
  reasons.push(...stats.reasons.map((reason) => `${name}: ${reason}`))
  suites.push(...stats.suites.map((suite) => ({...suite, tier: name})))
  totals.skipped += stats.skipped
  // A tier that ended badly without a failed test of its own (a crash while loading) is a failure all the same.
  const failed = status === 0 ? stats.failed : Math.max(1, stats.failed)
  totals.failed += failed
  if (status !== 0 && stats.failed === 0) reasons.push(`${name}: mocha ended with ${status} although no test had failed`)
  if (TIERS[name].full) summarize(join(root, 'test/full/SUMMARY.md'), name, {...stats, failed})
}

/** What real nodes need: packages, and a node image for each runtime, as a user gets them. Resolves to what ends what was started for the tests. */
async function prepare() {
  // The daemon afterwards: a machine where one runtime works is given no other.
  const healthy = kina('doctor', '--fix')
  const stop = await dockerDaemon()
  if (healthy && built()) return stop
  await stop()
  return nothingToTest()
}

/** Node images of another Kubernetes, or none of the tier's tests can run. */
async function images(kubernetes) {
  if (built('--kubernetes', kubernetes)) return
  await stopDocker?.()
  nothingToTest()
}

function built(...choice) {
  return runtimes().every((runtime) => kina('image', 'build', '--if-missing', '--runtime', runtime, ...choice))
}

function nothingToTest() {
  console.log('\n0 passed, 1 failed')
  process.exit(1)
}

function kina(...args) {
  console.log(`\n$ kina ${args.join(' ')}`)
  return run([join(root, 'bin/run.js'), ...args]).status === 0
}

/** Those that work here. */
function runtimes() {
  const {stdout} = spawnSync(process.execPath, [join(root, 'bin/run.js'), 'doctor', '--json'], {cwd: root, encoding: 'utf8'})
  return JSON.parse(stdout).results.filter(({title, status}) => title.startsWith('Runtime ') && status === 'ok').map(({title}) => title.slice('Runtime '.length))
}

function run(args) {
  return spawnSync(process.execPath, args, {cwd: root, stdio: 'inherit'})
}

/** What makes Node.js believe that it runs on another platform. */
function pretended(platform) {
  return platform ? [`--import=${new URL('../test/platform/pretend.mjs', import.meta.url)}?platform=${platform}`] : []
}

function read(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return {passed: 0, failed: 1, skipped: 0, titles: [], suites: [], reasons: ['it wrote no totals']}
  }
}
