#!/usr/bin/env node
// Regenerates go.mod and go.sum of the components that can be built from Go modules.
//
//   node scripts/lock-modules.mjs [--versions <versions.json>] [component[@version] ...]
//
// Without a component, all of the file. The files are complete for every architecture below, so that a build can run with
// -mod=readonly and without asking a checksum database; here, and only here, the database is asked.
import {execFileSync} from 'node:child_process'
import {copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {dirname, join, resolve} from 'node:path'
import {fileURLToPath} from 'node:url'

const ARCHITECTURES = ['amd64', 'arm64']
const {versionsFile, wanted} = readArguments(process.argv.slice(2))
const versions = JSON.parse(readFileSync(versionsFile, 'utf8'))

for (const {name, version, recipe} of locks().filter(isWanted)) {
  const directory = resolve(dirname(versionsFile), fill(recipe.directory, version))
  console.log(`${name} ${version}`)
  lock(name, version, recipe, directory)
}

/** Works in a scratch folder, so that a failure leaves the files that were there. */
function lock(name, version, recipe, directory) {
  const scratch = mkdtempSync(join(tmpdir(), 'kina-lock-'))
  try {
    const go = goIn(scratch, recipe)
    const required = recipe.require.map((entry) => fill(entry, version))
    const upstream = upstreamModule(go, required[0])
    writeFileSync(join(scratch, 'go.mod'), wrapper(name, upstream.Go, required, replacements(upstream, recipe, version)))
    for (const mode of ['mod', 'readonly']) {
      for (const arch of ARCHITECTURES) {
        const tags = (recipe.tags ?? []).join(',')
        const packages = Object.values(recipe.packages).map((path) => fill(path, version))
        go(['list', '-deps', `-mod=${mode}`, `-tags=${tags}`, ...packages], {GOARCH: arch})
      }
    }
    mkdirSync(directory, {recursive: true})
    for (const file of ['go.mod', 'go.sum']) copyFileSync(join(scratch, file), join(directory, file))
  } finally {
    rmSync(scratch, {recursive: true, force: true})
  }
}

function upstreamModule(go, required) {
  const {GoMod} = JSON.parse(go(['mod', 'download', '-json', required]))
  return JSON.parse(go(['mod', 'edit', '-json', GoMod]))
}

/** The main module's go line decides GODEBUG's defaults, therefore it is the one upstream tests with. */
function wrapper(name, goVersion, required, replaced) {
  const block = (word, lines) => (lines.length > 0 ? `\n${word} (\n${lines.map((line) => `\t${line}\n`).join('')})\n` : '')
  const requires = required.map((entry) => entry.replace('@', ' '))
  return `module kina/${name}\n\ngo ${goVersion}\n${block('replace', replaced)}${block('require', requires)}`
}

/** Replaces of a dependency are ignored by go, so the wrapper repeats them; folders inside upstream's repository become published versions. */
function replacements(upstream, recipe, version) {
  return (upstream.Replace ?? []).flatMap(({Old, New}) => {
    const old = [Old.Path, Old.Version].filter(Boolean).join(' ')
    if (New.Version) return [`${old} => ${New.Path} ${New.Version}`]
    return recipe.staging ? [`${old} => ${Old.Path} ${fill(recipe.staging, version)}`] : []
  })
}

function goIn(cwd, recipe) {
  const env = {...process.env, GOFLAGS: '', GOWORK: 'off', GOTOOLCHAIN: 'local', GOOS: 'linux', CGO_ENABLED: recipe.cgo ? '1' : '0'}
  return (argv, more = {}) =>
    execFileSync('go', argv, {cwd, env: {...env, ...more}, encoding: 'utf8', maxBuffer: 1 << 28, stdio: ['ignore', 'pipe', 'inherit']})
}

/** Every component and version the file names: by Kubernetes version (the node's), or beside the component (a plugin's). */
function locks() {
  const found = new Map()
  const add = (name, version) => {
    const recipe = versions.components[name].modules
    if (recipe) found.set(`${name}@${version}`, {name, version, recipe})
  }
  for (const {components} of Object.values(versions.kubernetes ?? {}))
    for (const [name, version] of Object.entries(components)) add(name, version.modules ?? version)
  for (const [name, {version}] of Object.entries(versions.components)) if (version) add(name, version)
  return [...found.values()]
}

function isWanted({name, version}) {
  return wanted.length === 0 || wanted.includes(name) || wanted.includes(`${name}@${version}`)
}

function fill(template, version) {
  const [major, minor, patch] = version.slice(1).split('.')
  const values = {version, major, minor, patch, goMajor: major > 1 ? `/v${major}` : ''}
  return template.replace(/\{(\w+)\}/g, (_, key) => values[key])
}

function readArguments(argv) {
  const at = argv.indexOf('--versions')
  const file = at === -1 ? fileURLToPath(new URL('../images/node/versions.json', import.meta.url)) : resolve(argv[at + 1])
  return {versionsFile: file, wanted: at === -1 ? argv : argv.toSpliced(at, 2)}
}
