import {randomBytes} from 'node:crypto'
import type {ClusterContext, ClusterPlan, Condition, Node} from '../contract/index.js'
import {readFile, writeFiles} from '../node/write-file.js'
import {waitFor} from '../readiness/wait.js'
import type {Progress} from '../report/step.js'
import {initDocuments, type JoinSecrets, type KnownSecrets} from './documents.js'
import {caCertHash} from './init.js'
import {runKubeadm} from './run.js'

/** How long a token for later nodes is good where nobody takes it back, in milliseconds: as when kina was killed. */
const LIFE = 30 * 60_000
/** How long the controller manager may take to sign a token, in milliseconds. Seen: a second. */
const SIGNED_WITHIN = 60_000
/** In memory, and gone as soon as it was read. */
const UPLOAD_FILE = '/run/kina-upload-certs.yaml'

/** Secrets of a cluster to be, or of nodes that are to join it. `controlPlanes`: control planes are to join. */
export function newSecrets({controlPlanes}: {readonly controlPlanes: boolean}): JoinSecrets {
  // A bootstrap token is [a-z0-9]{6}.[a-z0-9]{16}; hexadecimal digits are among them.
  const hex = randomBytes(11).toString('hex')
  return {token: `${hex.slice(0, 6)}.${hex.slice(6)}`, ...(controlPlanes && {certificateKey: randomBytes(32).toString('hex')})}
}

type Api = Pick<ClusterContext, 'kubectl'>

/**
 * Has a running cluster take nodes: a token of their own, and for control planes the keys that all share, sealed.
 * {@link endJoining} takes both back.
 *
 * @param node - a control plane
 */
export async function beginJoining({kubectl, signal}: Api & {readonly signal: AbortSignal}, plan: ClusterPlan, node: Node, secrets: JoinSecrets, progress: Progress): Promise<KnownSecrets> {
  const adminConf = await readFile(node, '/etc/kubernetes/admin.conf')
  // By standard input: arguments are for everybody on the machine to see.
  await kubectl(['apply', '--server-side', '--field-manager=kina', '--filename', '-'], {stdin: JSON.stringify(tokenSecret(secrets))})
  if (secrets.certificateKey !== undefined) {
    const planned = plan.nodes.find(({name}) => name === node.name) ?? plan.nodes[0]
    await writeFiles(node, [{path: UPLOAD_FILE, text: initDocuments(plan, planned, secrets), mode: 0o600}])
    try {
      await runKubeadm(node, ['init', 'phase', 'upload-certs', '--upload-certs', '--config', UPLOAD_FILE], progress)
    } finally {
      await node.exec(['rm', '-f', UPLOAD_FILE], {allowFailure: true})
    }
  }
  await waitFor(() => isSigned(kubectl, secrets.token), {name: 'the signature for new nodes in the ConfigMap cluster-info', deadline: SIGNED_WITHIN, signal, code: 'E_NODE_CREATE', node: node.name, next: ['The controller manager makes it: kubectl -n kube-system get pods']})
  return {...secrets, caCertHash: caCertHash(adminConf)}
}

/** A kubeadm that comes before the controller manager has signed looks again after five seconds. */
async function isSigned(kubectl: Api['kubectl'], token: string): Promise<Condition> {
  const {stdout} = await kubectl(['--namespace', 'kube-public', 'get', 'configmap', 'cluster-info', '--output', `jsonpath={.data.jws-kubeconfig-${token.split('.')[0]}}`])
  return stdout === '' ? {met: false, reason: 'the new token is not signed yet'} : {met: true}
}

/** Takes the token back, and the sealed keys with the token that kubeadm has made for their end. */
export async function endJoining({kubectl}: Api, {token, certificateKey}: JoinSecrets): Promise<void> {
  const secrets = [tokenName(token)]
  if (certificateKey !== undefined) {
    const {stdout} = await kubectl([...IN_SYSTEM, 'get', 'secret', SEALED, '--ignore-not-found', '--output', 'jsonpath={.metadata.ownerReferences[*].name}'])
    secrets.push(SEALED, ...stdout.split(' ').filter(Boolean))
  }
  await kubectl([...IN_SYSTEM, 'delete', 'secret', ...secrets, '--ignore-not-found'])
}

/** Those that were never taken back, because kina was killed. */
export async function abandonedTokens({kubectl}: Api): Promise<JoinSecrets[]> {
  const {stdout} = await kubectl([...IN_SYSTEM, 'get', 'secrets', '--selector', JOINING, '--output', 'json'])
  const {items} = JSON.parse(stdout) as {items: readonly {metadata: {name: string; labels: Readonly<Record<string, string>>}}[]}
  // Of the token its first half is enough to take it back; of the key, that there was one.
  return items.map(({metadata}) => ({token: metadata.name.slice(TOKEN_PREFIX.length), ...(metadata.labels[JOINING] === 'control-plane' && {certificateKey: ''})}))
}

/** Label of the tokens, with the role of who joins by it. */
const JOINING = 'io.kina.joining'
const TOKEN_PREFIX = 'bootstrap-token-'
const IN_SYSTEM = ['--namespace', 'kube-system'] as const
const SEALED = 'kubeadm-certs'

function tokenName(token: string): string {
  return `${TOKEN_PREFIX}${token.split('.')[0]}`
}

/** As kubeadm makes one for nodes: https://kubernetes.io/docs/reference/access-authn-authz/bootstrap-tokens/ */
function tokenSecret({token, certificateKey}: JoinSecrets): object {
  const labels = {[JOINING]: certificateKey === undefined ? 'worker' : 'control-plane'}
  const [id, secret] = token.split('.')
  const stringData = {
    description: 'Nodes that kina adds',
    'token-id': id,
    'token-secret': secret,
    expiration: new Date(Date.now() + LIFE).toISOString(),
    'usage-bootstrap-authentication': 'true',
    'usage-bootstrap-signing': 'true',
    'auth-extra-groups': 'system:bootstrappers:kubeadm:default-node-token',
  }
  return {apiVersion: 'v1', kind: 'Secret', type: 'bootstrap.kubernetes.io/token', metadata: {name: tokenName(token), namespace: 'kube-system', labels}, stringData}
}
