// How long kina takes to start, as a ratio to an empty Node.js program, with no and with many installed plugins.
//
//   npm run bench:startup [-- --runs 15]
//
// All commands run in turn, round after round, so that a machine whose speed drifts is as unfair to one as to the other. Prints Markdown.
import {spawnSync} from 'node:child_process'
import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {cpus, tmpdir} from 'node:os'
import {join} from 'node:path'
import {fileURLToPath} from 'node:url'
import {parseArgs} from 'node:util'

const kina = fileURLToPath(new URL('../bin/run.js', import.meta.url))
const {values} = parseArgs({options: {runs: {type: 'string', default: '15'}}})
const scratch = mkdtempSync(join(tmpdir(), 'kina-bench-'))
const homes = {0: home(0), 20: home(20)}
const CASES = [
  ['node -e 0', ['-e', '0'], 0],
  ['kina --version', [kina, '--version'], 0],
  ['kina --version', [kina, '--version'], 20],
  ['kina cluster list', [kina, 'cluster', 'list'], 0],
  ['kina cluster list', [kina, 'cluster', 'list'], 20],
]

const times = CASES.map(() => [])
for (let round = -1; round < Number(values.runs); round++) {
  CASES.forEach(([, argv, plugins], i) => {
    const milliseconds = time(argv, homes[plugins])
    // The first round fills caches, Node.js's compile cache among them.
    if (round >= 0) times[i].push(milliseconds)
  })
}
rmSync(scratch, {recursive: true, force: true})

const base = median(times[0])
console.log(`Node.js ${process.versions.node}, ${process.platform} ${process.arch}, ${cpus().length} processors; median (least to most) of ${values.runs} runs\n`)
console.log('| Command | Installed plugins | Milliseconds | Ratio to `node -e 0` |\n|---|---|---|---|')
CASES.forEach(([name, , plugins], i) => {
  const sorted = times[i].toSorted((a, b) => a - b)
  console.log(`| \`${name}\` | ${name.startsWith('kina') ? plugins : '–'} | ${Math.round(median(sorted))} (${Math.round(sorted[0])}–${Math.round(sorted.at(-1))}) | ${(median(sorted) / base).toFixed(1)} |`)
})

function time(argv, env) {
  const start = process.hrtime.bigint()
  const {status, stderr} = spawnSync(process.execPath, argv, {env, encoding: 'utf8'})
  if (status !== 0) throw new Error(`${argv.join(' ')} ended with ${status}: ${stderr}`)
  return Number(process.hrtime.bigint() - start) / 1e6
}

/** A user with so many plugins, installed as npm would leave them. No runtime is on the PATH, so that kina alone is measured. */
function home(plugins) {
  const root = join(scratch, `home-${plugins}`)
  const data = join(root, 'data/kina')
  const names = Array.from({length: plugins}, (_, i) => `kina-cni-bench-${i + 1}`)
  for (const name of names) {
    const folder = join(data, 'node_modules', name)
    mkdirSync(folder, {recursive: true})
    writeFileSync(join(folder, 'package.json'), JSON.stringify({name, version: '1.0.0', type: 'module', exports: {'./package.json': './package.json'}, oclif: {hooks: {'kina:register': './register.js'}}}))
    writeFileSync(join(folder, 'register.js'), `export default ({register}) => register.cni({apiVersion: 1, name: '${name.replace('kina-cni-', '')}', summary: 'For a benchmark', load: async () => (await import('./never.js')).default})\n`)
  }
  mkdirSync(data, {recursive: true})
  const listed = {private: true, dependencies: Object.fromEntries(names.map((name) => [name, '1.0.0'])), oclif: {schema: 1, plugins: names.map((name) => ({name, tag: '1.0.0', type: 'user'}))}}
  writeFileSync(join(data, 'package.json'), JSON.stringify(listed))
  return {HOME: root, PATH: join(root, 'no-programs'), XDG_DATA_HOME: join(root, 'data'), XDG_CACHE_HOME: join(root, 'cache'), XDG_CONFIG_HOME: join(root, 'config'), NODE_COMPILE_CACHE: join(scratch, 'compile-cache'), NO_COLOR: '1'}
}

function median(values) {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)]
}
