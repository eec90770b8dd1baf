import assert from 'node:assert/strict'
import {readFileSync} from 'node:fs'
import type {Node} from '../../src/contract/index.js'
import {initControlPlane} from '../../src/kubeadm/init.js'
import {examplePlan} from '../plan/example-plan.js'

const ADDRESS = '10.89.0.2'
const CA = readFileSync(new URL('../cluster/fixtures/ca.crt', import.meta.url)).toString('base64')

describe('kubeadm init', () => {
  it('starts with kubeconfigs without the address of the moment, kubelet’s too', async () => {
    const files = new Map<string, string>()
    let started: readonly string[] = []
    const node = fakeNode(files, () => (started = [...files].filter(([, text]) => text.includes(ADDRESS)).map(([path]) => path)))
    const {adminConf} = await initControlPlane(examplePlan(), node, {token: 'abcdef.0123456789abcdef'}, () => {})
    assert.equal(files.size, 4)
    assert.deepEqual(started, [])
    assert.match(adminConf, /server: https:\/\/dev-api:6443/)
    assert.match(files.get('/etc/kubernetes/kubelet.conf') ?? '', /^ *server: https:\/\/127\.0\.0\.1:6443$/m)
  })
})

/** A node whose kubeadm writes kubeconfigs as that of 1.33 and later does. */
function fakeNode(files: Map<string, string>, onStart: () => void): Node {
  const exec = async ([program = '', ...args]: readonly string[]) => {
    const line = [program, ...args].join(' ')
    let stdout = ''
    if (line.startsWith('kubeadm init phase kubeconfig all')) {
      for (const name of ['controller-manager', 'scheduler', 'kubelet']) files.set(`/etc/kubernetes/${name}.conf`, kubeconfig(ADDRESS))
      files.set('/etc/kubernetes/admin.conf', kubeconfig('dev-api'))
    } else if (line.startsWith('kubeadm init --config')) onStart()
    else if (program === 'sed') substitute(files, args)
    else if (program === 'cat') stdout = files.get(args[0] ?? '') ?? ''
    return {exitCode: 0, stdout, stderr: ''}
  }
  return {name: 'dev-control-plane', exec} as unknown as Node
}

/** `sed -i s#A#B# FILE...`, as sed does it: the first of each line. */
function substitute(files: Map<string, string>, [flag, script = '', ...paths]: readonly string[]): void {
  const [, from = '', to = ''] = script.split('#')
  assert.equal(flag, '-i')
  for (const path of paths) files.set(path, (files.get(path) ?? assert.fail(path)).split('\n').map((line) => line.replace(new RegExp(from), to)).join('\n'))
}

function kubeconfig(host: string): string {
  return `clusters:\n- cluster:\n    certificate-authority-data: ${CA}\n    server: https://${host}:6443\n  name: dev\n`
}
