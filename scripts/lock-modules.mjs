#!/usr/bin/env node
// Regenerates go.mod and go.sum of the components that can be built from Go modules. Needs a build of kina (npm run build).
//
//   node scripts/lock-modules.mjs [--versions <versions.json>] [component[@version] ...]
//
// Without a component, all of the file.
import {copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {dirname, join, resolve} from 'node:path'
import {fileURLToPath} from 'node:url'
import {lockModules} from '../dist/node-image/lock-modules.js'
import {fill} from '../dist/node-image/recipes.js'
import {exec} from '../dist/process/exec.js'

const {versionsFile, wanted} = readArguments(process.argv.slice(2))
const versions = JSON.parse(readFileSync(versionsFile, 'utf8'))
const {signal} = new AbortController()
const ctx = {signal, exec: (argv, options) => exec(argv, options, signal)}

for (const {name, version, recipe} of locks().filter(isWanted)) {
  console.log(`${name} ${version}`)
  await lock(name, version, recipe)
}

/** Works in a scratch folder, so that a failure leaves the files that were there. */
async function lock(name, version, recipe) {
  const into = mkdtempSync(join(tmpdir(), 'kina-lock-'))
  try {
    await lockModules({name, version, recipe, into}, ctx)
    const directory = resolve(dirname(versionsFile), fill(recipe.directory, version))
    mkdirSync(directory, {recursive: true})
    for (const file of ['go.mod', 'go.sum']) copyFileSync(join(into, file), join(directory, file))
  } finally {
    rmSync(into, {recursive: true, force: true})
  }
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

function readArguments(argv) {
  const at = argv.indexOf('--versions')
  const file = at === -1 ? fileURLToPath(new URL('../images/node/versions.json', import.meta.url)) : resolve(argv[at + 1])
  return {versionsFile: file, wanted: at === -1 ? argv : argv.toSpliced(at, 2)}
}
