import assert from 'node:assert/strict'
import {describe, it} from 'mocha'
import {parse} from 'yaml'
import {type ClusterAccess, mergeKubeconfig, setCurrentContext} from '../../src/kubeconfig/merge.js'
import {removeFromKubeconfig} from '../../src/kubeconfig/remove.js'
import {fixture} from './scratch-home.js'

const access: ClusterAccess = {name: 'kina-demo', cluster: {server: 'https://127.0.0.1:1'}, user: {'client-key-data': 'S0VZ'}}
const merge = (text: string, setCurrent = true): string => mergeKubeconfig(text, access, {file: 'f', setCurrent})
const remove = (text: string): string => removeFromKubeconfig(text, 'kina-demo', 'f')

describe('merging into a kubeconfig', () => {
  it('makes a whole one of nothing, in the layout of kubectl', () => {
    assert.equal(
      merge(''),
      `apiVersion: v1
clusters:
- cluster:
    server: https://127.0.0.1:1
  name: kina-demo
contexts:
- context:
    cluster: kina-demo
    user: kina-demo
  name: kina-demo
current-context: kina-demo
kind: Config
users:
- name: kina-demo
  user:
    client-key-data: S0VZ
`,
    )
    assert.match(merge('# mine\n'), /^# mine\napiVersion/)
  })

  for (const name of ['by-kubectl.yaml', 'by-hand.yaml']) {
    it(`adds to ${name} without touching another line, and removing gives back every byte`, async () => {
      const text = await fixture(name)
      const merged = merge(text, false)
      for (const line of text.split('\n')) assert.ok(merged.includes(`${line}\n`), line)
      const {clusters, contexts, users, ...others} = parse(merged)
      assert.deepEqual([clusters.at(-1).name, contexts.at(-1).name, users.at(-1).name], ['kina-demo', 'kina-demo', 'kina-demo'])
      assert.equal(others['current-context'], parse(text)['current-context'])
      assert.equal(remove(merged), text)
    })
  }

  it('keeps the comment beside current-context', async () => {
    assert.match(merge(await fixture('by-hand.yaml')), /^current-context: kina-demo {3}# the safe one$/m)
  })

  it('replaces cluster and user, in place, and keeps what the user gave the context', () => {
    const namespaced = merge('').replace('    user: kina-demo\n', '    namespace: shop\n    user: kina-demo\n')
    const next = mergeKubeconfig(namespaced, {...access, cluster: {server: 'https://127.0.0.1:2'}}, {file: 'f', setCurrent: true})
    assert.equal(parse(next).contexts[0].context.namespace, 'shop')
    assert.deepEqual(parse(next).clusters, [{name: 'kina-demo', cluster: {server: 'https://127.0.0.1:2'}}])
    assert.equal(merge(merge('')), merge(''))
  })

  it('heals a name that is there twice, which kubectl refuses to read', () => {
    const twice = merge('').replace('contexts:', '- cluster: {server: old}\n  name: kina-demo\ncontexts:')
    assert.equal(parse(merge(twice)).clusters.length, 1)
    assert.deepEqual(parse(remove(twice)).clusters, [])
  })

  it('copes with every way of writing an empty list', () => {
    for (const empty of ['clusters:', 'clusters: []', 'clusters: null', 'clusters: ~ # none', '']) {
      const text = `apiVersion: v1\n${empty}\nkind: Config`
      assert.equal(parse(merge(text)).clusters[0].name, 'kina-demo', empty)
      assert.deepEqual(parse(remove(merge(text))).clusters, [], empty)
      assert.equal(parse(merge(text)).kind, 'Config')
    }
  })

  it('copes with flow style, anchors, a document marker and JSON', () => {
    const flow = '{apiVersion: v1, kind: Config, clusters: [{name: a, cluster: {server: x}}], contexts: [], users: []}\n'
    assert.deepEqual(parse(merge(flow)).clusters.map((c: {name: string}) => c.name), ['a', 'kina-demo'])
    assert.deepEqual(parse(remove(merge(flow))).clusters, [{name: 'a', cluster: {server: 'x'}}])
    const anchored = '---\nclusters: &all\n- name: a\n  cluster: {server: x}\nx-copy: *all\n...\n'
    assert.equal(parse(merge(anchored)).clusters.length, 2)
    const shared = 'users:\n- name: a\n  user: &u {token: t}\n- name: b\n  user: *u\n'
    assert.ok(merge(shared).includes(shared))
    const indented = '  users:\n  - name: a # first\n    user: {}\n'
    assert.match(merge(indented), /a # first\n/)
    assert.equal(parse(merge(indented)).users.length, 2)
    const json = JSON.parse(merge(JSON.stringify({clusters: [{name: 'a', cluster: {}}], extra: 1})))
    assert.deepEqual([json.extra, json.clusters.length], [1, 2])
  })

  it('sets the current context alone', () => {
    assert.equal(setCurrentContext('apiVersion: v1\n# c\n', 'x', 'f'), 'apiVersion: v1\n# c\ncurrent-context: x\n')
  })
})

describe('removing from a kubeconfig', () => {
  it('takes exactly one cluster and resets the current context only if it was that one', async () => {
    const other = {...access, name: 'kina-demo-2'}
    const text = mergeKubeconfig(merge(await fixture('by-kubectl.yaml')), other, {file: 'f', setCurrent: false})
    const left = parse(remove(text))
    assert.deepEqual(left.clusters.map((c: {name: string}) => c.name), ['other', 'kina-demo-2'])
    assert.equal(left['current-context'], '')
    assert.equal(parse(removeFromKubeconfig(text, 'kina-demo-2', 'f'))['current-context'], 'kina-demo')
  })

  it('leaves text without the cluster alone, even when malformed or without a final newline', () => {
    for (const text of ['', 'a: b', '{{{', merge('').replaceAll('kina-demo', 'kina-demo-2')]) assert.equal(remove(text), text)
  })
})

describe('a malformed kubeconfig', () => {
  const cases: readonly [string, RegExp][] = [
    ['clusters:\n  - name: [\n', /^f:\d+:\d+ is not a valid kubeconfig/],
    ['a: 1\na: 2\n', /^f:2:1 is not a valid kubeconfig: Map keys must be unique/],
    ['a: 1\nclusters: {}\n', /^f:2:1 .*"clusters" is not a list/],
    ['users:\n- user: {}\n', /^f:1:1 .*entry without a name/],
    ['- a\n', /is a mapping/],
    ['a: 1\n---\nb: 1\n', /^f:\d+:\d+ /],
  ]
  for (const [text, message] of cases) {
    it(`is refused with its place: ${JSON.stringify(text)}`, () => {
      assert.throws(() => merge(text), {code: 'E_KUBECONFIG_INVALID', message})
    })
  }
})
