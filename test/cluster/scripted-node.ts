import {once} from 'node:events'
import {readFileSync} from 'node:fs'
import {createServer} from 'node:net'
import {Readable} from 'node:stream'
import {text} from 'node:stream/consumers'
import {extract} from 'tar-stream'
import {stringify} from 'yaml'
import type {FakeExecCall, FakeExecHandler} from '../../src/testing/index.js'
import {eachLine} from '../emulators/container/kernels/run-each.ts'

/** Certificate of a CA, as kubeadm makes one; nobody has its key any more. */
const CA = readFileSync(new URL('fixtures/ca.crt', import.meta.url))
/** By `openssl x509 -pubkey -noout | openssl pkey -pubin -outform der | sha256sum`. */
export const CA_HASH = 'sha256:289040fe5128f6613ea640326b87670115451f4c4d698ba5f172ac0251dea1f8'

/** What a node of a Debian image with kubeadm answers, as far as creating a cluster asks; every program it runs is written into `journal`. */
export function scriptedNode(journal: string[]): FakeExecHandler {
  return async ({node, argv: [program, ...args], machine, stdin}) => {
    const line = [program, ...args].join(' ')
    journal.push(`${node}: ${line}`)
    switch (program) {
      case 'tar':
        for await (const entry of Readable.from(stdin).pipe(extract())) machine.files.set(`/${entry.header.name}`, await text(entry))
        return ''
      case 'ctr':
        machine.files.set(`imported ${machine.files.size}`, await text(stdin))
        return ''
      case 'kubeadm':
        if (line.startsWith('kubeadm init --config')) await answerAt(machine)
        if (line.startsWith('kubeadm init phase kubeconfig')) machine.files.set('/etc/kubernetes/admin.conf', adminConf())
        return line.includes('addon coredns') ? COREDNS : '[phase] done\n'
      case 'curl':
        return etcd(node, line)
      case 'crictl':
      case 'kubectl':
      case 'mkdir':
      case 'sed':
      case 'sh':
      case '/usr/local/lib/kina/adopt-node':
      case 'systemctl':
        if (line.endsWith('kina-load-balancer.service')) await answerAt(machine)
        return ''
      case 'uname':
        return '6.1.0-fake\n'
      case 'grep':
      case 'test':
        return ''
      case '/usr/local/lib/kina/run-each':
        return eachLine(await text(stdin), () => ({code: 0, stderr: ''}))
    }
    return undefined
  }
}

/** Peer URLs of etcd's members that have joined, by name. */
export const members = new Map<string, string[]>()

/** etcd's API in JSON, as its member on that node answers; by its address until it is told otherwise. */
function etcd(node: string, line: string): string {
  const update = /--data (\S+) \S+member\/update$/.exec(line)
  if (update) members.set(node, (JSON.parse(update[1]!) as {peerURLs: string[]}).peerURLs)
  return JSON.stringify({members: [{ID: '10501334649042878790', name: node, peerURLs: members.get(node) ?? ['https://10.0.0.9:2380']}]})
}

const answering = new Set<number>()

/** From now on this machine gets an answer there, as of an API server; the port is the same for all clusters of a test. */
async function answerAt({plan}: FakeExecCall['machine']): Promise<void> {
  const port = plan.ports.find(({nodePort}) => nodePort === 6443)?.hostPort
  if (port === undefined || answering.has(port)) return
  answering.add(port)
  const server = createServer((socket) => socket.on('error', () => {}).end('HTTP/1.0 400 Bad Request\r\n\r\n')).unref()
  await once(server.listen(port, '127.0.0.1'), 'listening')
}

export function adminConf(): string {
  return stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{name: 'dev', cluster: {'certificate-authority-data': CA.toString('base64'), server: 'https://dev-api:6443'}}],
    users: [{name: 'kubernetes-admin', user: {'client-certificate-data': 'Q0VSVA==', 'client-key-data': 'S0VZ'}}],
    contexts: [{name: 'kubernetes-admin@dev', context: {cluster: 'dev', user: 'kubernetes-admin'}}],
    'current-context': 'kubernetes-admin@dev',
  })
}

const COREDNS = stringify({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: {name: 'coredns', namespace: 'kube-system'},
  spec: {replicas: 2, template: {spec: {containers: [{name: 'coredns', image: 'registry.k8s.io/coredns/coredns:v1.11.1', readinessProbe: {httpGet: {path: '/ready', port: 8181}}}]}}},
})
