import assert from 'node:assert/strict'
import {join} from 'node:path'
import {newUser, packageRoot, type User} from '../e2e/kina.js'

const CLUSTER = 'full-not-ready'
const NODE = `${CLUSTER}-control-plane`

/** Each produced for real, in a cluster without kube-proxy whose CNI gets stuck in one way after the other. */
describe('a cluster that does not become ready', () => {
  let user: User
  before(async () => {
    user = await newUser()
    const linked = await user.kina(['plugins', 'link', join(packageRoot, 'test/fixtures/plugins/cni-stuck'), '--no-install'])
    assert.equal(linked.exitCode, 0, linked.all)
  })
  after(async () => {
    await user.kina(['cluster', 'delete', CLUSTER])
    await user.leave()
  })

  it('says that its CNI has written no configuration', async () => {
    const {exitCode, stderr} = await user.kina(['cluster', 'create', CLUSTER, '--cni', 'stuck', '--cni-option', 'how=silent', '--wait', '60s', ...user.choice])
    assert.equal(exitCode, 1, stderr)
    assert.match(stderr, /E_READY_TIMEOUT/)
    assert.match(stderr, new RegExp(`Cause: no CNI has written its configuration into /etc/cni/net\\.d on ${NODE}`))
  })

  const stuck = async (how: string) => {
    const {exitCode, stderr} = await user.kina(['cni', 'upgrade', CLUSTER, '--cni-option', `how=${how}`])
    assert.equal(exitCode, 1, stderr)
    assert.match(stderr, /E_READY_TIMEOUT/)
    return stderr
  }

  it('says which image is nowhere', async () => {
    assert.match(await stuck('image'), new RegExp(`Cause: the image localhost/kina-nosuch/agent:v0 of the container agent of kube-system/stuck-agent-\\w+ is not on ${NODE} and cannot be pulled: .`))
  })

  it('says what ends again and again, in its last words', async () => {
    const stderr = await stuck('crash')
    assert.match(stderr, new RegExp(`Cause: the container agent of kube-system/stuck-agent-\\w+ on ${NODE} ends again and again, .*unknown flag: --no-such-flag`))
    assert.match(stderr, /logs stuck-agent-\w+ --container agent --previous/)
  })

  it('says that its CNI looks for the API server at a service that only the CNI could make work, and what to give it', async () => {
    const stderr = await stuck('service')
    assert.match(stderr, /Cause: the cluster has no kube-proxy, .* the init container config of kube-system\/stuck-agent-\w+ on \S+ waits for it there \("dial tcp 10\.96\.0\.1:443: i\/o timeout"\)/)
    assert.match(stderr, /Give it the API server's own address, which needs no service: \S+, port 6443/)
    assert.doesNotMatch(stderr, /ends again and again/)
  })

  it('says why CoreDNS stays in ContainerCreating', async () => {
    assert.match(await stuck('sandbox'), new RegExp(`Cause: kube-system/coredns-\\S+ stays in ContainerCreating: the CNI on ${NODE} gives it no network: .*failed to find plugin "kina-nosuch" in path \\[/opt/cni/bin\\]`))
  })
})
