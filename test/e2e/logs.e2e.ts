import assert from 'node:assert/strict'
import {randomBytes} from 'node:crypto'
import {readFile, readdir} from 'node:fs/promises'
import {join} from 'node:path'
import {parse} from 'yaml'
import {newUser, type User} from './kina.js'
import {overRuntimes} from './over-runtimes.js'
import {done} from './run.js'
import {createCluster} from './cluster.js'
import {waitUntil} from './wait-until.js'

const CLUSTER = 'e2e-logs'
/** Of this run alone, so that only kina can have taken it out. */
const PLANTED = `zebra-${randomBytes(8).toString('hex')}`

await overRuntimes('the logs of a cluster', (place) => {
  let user: User
  const node = `${CLUSTER}-control-plane`

  before(async () => {
    user = await newUser(place)
    await createCluster(user, [CLUSTER, '--runtime', place.runtime])
  })

  after(async () => {
    await user.kina(['cluster', 'delete', CLUSTER])
    assert.deepEqual(await place.leftovers(CLUSTER), [])
    await user.leave()
  })

  it('have what there is to see, and no secret', async () => {
    await done(user.kubectl(CLUSTER, ['create', 'secret', 'generic', 'db', `--from-literal=value=${PLANTED}`]))
    await done(user.kubectl(CLUSTER, ['apply', '-f', '-'], await leakingPod()))
    await waitUntil('the pod logs the secret', async () => (await user.kubectl(CLUSTER, ['logs', 'leak'])).all.includes(PLANTED))
    const output = join(user.home, 'logs')
    const {all, stdout} = await done(user.kina(['logs', 'export', CLUSTER, '--output', output]))
    assert.match(stdout, /files are in/, all)
    const names = (await readdir(output, {recursive: true, withFileTypes: true})).filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
    const content = async (path: string) => readFile(join(output, path), 'utf8')
    assert.match(await content(`${node}/kubelet.log`), /kubelet/)
    assert.match(await content(`${node}/images.log`), /pause/)
    assert.match(await content(`${node}/network/routes.txt`), /dev/)
    assert.match(await content('api/nodes.json'), new RegExp(node))
    assert.ok(names.some((name) => /\/pods\/default_leak_[^/]+\/leak\/\d+\.log$/.test(name)), names.join('\n'))
    const key = (parse(await readFile(join(user.home, '.kube', CLUSTER), 'utf8')) as {users: [{user: {'client-key-data': string}}]}).users[0].user['client-key-data']
    const token = /\b[a-z0-9]{6}\.[a-z0-9]{16}\b/.exec((await done(place.tool(['exec', node, 'cat', '/kind/kubeadm.conf']))).stdout)![0]
    for (const name of names) {
      const text = await readFile(name, 'utf8')
      for (const secret of [PLANTED, Buffer.from(PLANTED).toString('base64').replace(/=+$/, ''), key.slice(0, 60), token, 'PRIVATE KEY-----']) assert.ok(!text.includes(secret), `${secret} in ${name}`)
    }
  })

  it('are there of a stopped node, too', async () => {
    await done(place.tool(['stop', node]))
    const output = join(user.home, 'stopped')
    const {stdout} = await done(user.kina(['logs', 'export', CLUSTER, '--output', output, '--json']))
    const {missing} = JSON.parse(stdout) as {missing: {path: string; reason: string}[]}
    assert.ok(missing.some(({path, reason}) => path === node && reason === 'it does not run'), stdout)
    assert.notEqual(await readFile(join(output, node, 'serial.log'), 'utf8'), '')
  })

  /** It runs what is there anyway, and ends with the secret in its words. */
  async function leakingPod(): Promise<string> {
    const {stdout: image} = await done(user.kubectl(CLUSTER, ['get', 'pods', '-n', 'kube-system', '-l', 'k8s-app=kube-proxy', '-o', 'jsonpath={.items[0].spec.containers[0].image}']))
    return `apiVersion: v1
kind: Pod
metadata: {name: leak}
spec:
  containers:
  - name: leak
    image: ${image}
    imagePullPolicy: Never
    command: [sh, -c, 'echo "logging in with $(FROM)"; exit 1']
    env:
    - {name: DB_PASSWORD, value: ${PLANTED}}
    - {name: FROM, valueFrom: {secretKeyRef: {name: db, key: value}}}
`
  }
}, {wanted: 'one'})
