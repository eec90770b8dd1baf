import assert from 'node:assert/strict'
import {readFileSync} from 'node:fs'
import type {ObjectSchema} from '../../src/config/document-kind.js'
import {kinaSchema} from '../../src/config/kina/v1alpha1/schema.js'
import {kindSchema} from '../../src/config/kind/v1alpha4/schema.js'
import {loadClusterConfig} from '../../src/config/load.js'
import {checks, cwd} from './checks.js'

const page = readFileSync(new URL('../../docs/config.md', import.meta.url), 'utf8')
const examples = [...page.matchAll(/^```yaml\n(.*?)^```$/gms)].map(match => match[1]!)

describe('docs/config.md', () => {
  it('has an example of each kind of document', () => {
    for (const apiVersion of ['kina.dev/v1alpha1', 'kind.x-k8s.io/v1alpha4']) {
      assert.ok(examples.some(example => example.includes(apiVersion)), apiVersion)
    }
  })

  for (const [index, example] of examples.entries()) {
    it(`example ${index + 1} loads`, async () => {
      await loadClusterConfig({path: `example ${index + 1}`, text: example, cwd}, checks)
    })
  }

  for (const [heading, schema] of [['## kina.dev/v1alpha1', kinaSchema], ['## kind.x-k8s.io/v1alpha4', kindSchema]] as const) {
    it(`${heading.slice(3)}: names every field`, () => {
      const section = page.slice(page.indexOf(heading)).split(/^## /m)[1] ?? ''
      assert.deepEqual(fieldsOf(schema).filter(field => !section.includes(`\`${field}\``)), [])
    })
  }
})

/** Fields as the page writes them: `nodes[].ports[].hostPort`, `kubeadmPatches.merge[]`, and `runtime` beside `runtime.name`. */
function fieldsOf(schema: object, path = ''): string[] {
  const {type, properties, items} = schema as Partial<ObjectSchema> & {type?: unknown; items?: object}
  if (type === 'array') return PLAIN_LISTS.includes(path) ? [path] : fieldsOf(items ?? {}, `${path}[]`)
  if (properties === undefined) return [path]
  const below = Object.entries(properties).flatMap(([name, child]) => fieldsOf(child, path === '' ? name : `${path}.${name}`))
  return Array.isArray(type) ? [path, ...below] : below
}

/** Lists of kind that are refused as a whole. */
const PLAIN_LISTS = ['networking.dnsSearch', 'containerdConfigPatches', 'containerdConfigPatchesJSON6902']
