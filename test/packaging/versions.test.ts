import assert from 'node:assert/strict'
import {readFileSync} from 'node:fs'
import {join} from 'node:path'
import {packages, root} from './packages.js'

const [kina, ...plugins] = packages as [(typeof packages)[number], ...typeof packages]

describe('the packages of this repository', () => {
  it('have one version and one range of Node.js', () => {
    assert.ok(plugins.length >= 4)
    for (const {json} of plugins) assert.deepEqual([json.name, json.version, json.engines], [json.name, kina.json.version, kina.json.engines])
  })

  it('depend on each other by the exact version, and plugins only optionally on a kina of that age', () => {
    const own = new Set(packages.map(({json}) => json.name))
    for (const {json} of packages) {
      for (const [name, range] of Object.entries(json.dependencies ?? {})) if (own.has(name)) assert.equal(range, kina.json.version, `${json.name} -> ${name}`)
    }
    for (const {json} of plugins) {
      assert.deepEqual([json.dependencies, json.peerDependencies, json.peerDependenciesMeta], [undefined, {kina: `^${kina.json.version}`}, {kina: {optional: true}}], json.name)
    }
  })

  it('are each either bundled with kina or carried by it', () => {
    const depended = Object.keys(kina.json.dependencies ?? {}).filter((name) => plugins.some(({json}) => json.name === name))
    assert.deepEqual([...(kina.json.bundleDependencies ?? [])].sort(), depended.sort())
    const carried = kina.json.kina?.plugins ?? {}
    assert.deepEqual([...depended, ...Object.keys(carried)].sort(), plugins.map(({json}) => json.name).sort())
    for (const [name, folder] of Object.entries(carried)) assert.equal(plugins.find((plugin) => plugin.json.name === name)?.folder, join(root, folder))
  })

  it('have what a registry shows, and the same licence', () => {
    const licence = readFileSync(join(root, 'LICENSE'), 'utf8')
    for (const {folder, json} of packages) {
      assert.ok((json.description ?? '').length > 20, json.name)
      assert.deepEqual([json.license, json.publishConfig], ['Apache-2.0', {access: 'public', provenance: true}], json.name)
      assert.equal(readFileSync(join(folder, 'LICENSE'), 'utf8'), licence)
      assert.match(readFileSync(join(folder, 'README.md'), 'utf8'), new RegExp(`^# ${json.name}\n`))
    }
  })
})
