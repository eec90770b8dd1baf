import assert from 'node:assert/strict'
import {readFileSync} from 'node:fs'
import type {Node} from '../../src/contract/index.js'
import {initControlPlane} from '../../src/kubeadm/init.js'
import {examplePlan} from '../plan/example-plan.js'

const ADDRESS = '10.89.0.2'
const CA = readFileSync(new URL('../cluster/fixtures/ca.crt', import.meta.url)).toString('base64')
const SECRETS = {token: 'abcdef.0123456789abcdef'}
const FILL = ['kubeadm init phase bootstrap-token --config /kind/kubeadm.conf', 'kubeadm init phase addon kube-proxy --config /kind/kubeadm.conf']

describe('kubeadm init', () => {
  it('starts with kubeconfigs without the address of the moment, kubelet’s too', async () => {
    const files = new Map<string, string>()
    let started: readonly string[] = []
    const node = fakeNode(files, () => (started = [...files].filter(([, text]) => text.includes(ADDRESS)).map(([path]) => path)))
    const {adminConf} = await initControlPlane(examplePlan(), node, SECRETS, () => {})
    assert.equal(files.size, 4)
    assert.deepEqual(started, [])
    assert.match(adminConf, /server: https:\/\/dev-api:6443/)
    assert.match(files.get('/etc/kubernetes/kubelet.conf') ?? '', /^ *server: https:\/\/127\.0\.0\.1:6443$/m)
  })

  it('fills the API as soon as it answers, while kubeadm goes on', async () => {
    const {calls, node} = phases((say, begun) => {
      say('[kubelet-start] Starting the kubelet\n')
      assert.deepEqual(begun(), [])
      say('[upload-config] Storing\n[upload-config] And more\n')
      assert.deepEqual(begun(), FILL)
    })
    await initControlPlane(examplePlan(), node, SECRETS, () => {})
    assert.deepEqual(calls.filter((line) => FILL.includes(line)), FILL)
  })

  it('fills the API also when kubeadm does not name that phase, and leaves kube-proxy out where the plan has none', async () => {
    const plan = examplePlan()
    const {calls, node} = phases(() => {})
    await initControlPlane({...plan, network: {...plan.network, kubeProxy: 'none'}}, node, SECRETS, () => {})
    assert.deepEqual(calls.filter((line) => FILL.includes(line)), FILL.slice(0, 1))
  })

  it('fails as kubeadm does, once nothing of it runs any more', async () => {
    let ended = false
    const {node} = phases(
      (say) => {
        say('[upload-config] Storing\n')
        throw new Error('kubeadm init: exit code 1')
      },
      async () => {
        await new Promise((resolve) => setTimeout(resolve, 5))
        ended = true
        throw new Error('too late to count')
      },
    )
    await assert.rejects(initControlPlane(examplePlan(), node, SECRETS, () => {}), /kubeadm init: exit code 1/)
    assert.ok(ended)
  })
})

/** A node whose kubeadm init does as told: `say` prints, `begun` tells what of {@link FILL} has been begun. Those do as `fill` does. */
function phases(init: (say: (text: string) => void, begun: () => string[]) => void, fill: () => Promise<void> = async () => {}): {calls: string[]; node: Node} {
  const calls: string[] = []
  const exec: Node['exec'] = async (argv, {onStdout} = {}) => {
    const line = argv.join(' ')
    calls.push(line)
    if (line.startsWith('kubeadm init --config')) init((text) => void onStdout?.(new TextEncoder().encode(text)), () => calls.filter((call) => FILL.includes(call)))
    if (FILL.includes(line)) await fill()
    return {exitCode: 0, stdout: argv[0] === 'cat' ? kubeconfig('dev-api') : '', stderr: ''}
  }
  return {calls, node: {name: 'dev-control-plane', exec} as unknown as Node}
}

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
