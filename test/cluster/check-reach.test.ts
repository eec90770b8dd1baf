import assert from 'node:assert/strict'
import {once} from 'node:events'
import {createServer, type AddressInfo, type Socket} from 'node:net'
import {checkReach} from '../../src/cluster/check-reach.js'
import {clusterContext} from '../../src/cluster/cluster-context.js'
import {fakeContext, fakeRuntime, type FakeExecHandler} from '../../src/testing/index.js'
import {examplePlan} from '../plan/example-plan.js'

/** Long enough for several looks at a server of this process. */
const DEADLINE = 500

describe('the look at the API server from this machine', () => {
  it('is content with any answer, however little it is', () =>
    listening((socket) => socket.end('H'), (port) => looked(port)))

  it('takes an answer that comes a little later', () => {
    let looks = 0
    return listening((socket) => (++looks < 2 ? socket.destroy() : socket.end('HTTP/1.0 400 Bad Request')), async (port) => {
      await looked(port)
      assert.equal(looks, 2)
    })
  })

  it('is an error with the runtime’s hint where connections are taken and dropped', () =>
    listening((socket) => socket.destroy(), async (port) => {
      await assert.rejects(looked(port), {
        code: 'E_API_UNREACHABLE',
        exit: 1,
        message: new RegExp(`^The API server of dev answers inside dev-control-plane, but not this machine\\. An answer of the API server at 127\\.0\\.0\\.1:${port} did not come about within`),
        next: ['Allow it.', 'Once nothing is in the way, the cluster can be used: kubectl --context kina-dev get nodes'],
      })
    }))

  it('is an error where nothing listens', async () => {
    const port = await listening(() => {}, async (free) => free)
    await assert.rejects(looked(port), {code: 'E_API_UNREACHABLE', message: /ECONNREFUSED/})
  })

  it('is none where the API server does not answer inside its node either', () =>
    listening((socket) => socket.destroy(), (port) => looked(port, ({argv}) => (argv[0] === 'kubectl' ? {exitCode: 1, stderr: 'refused'} : undefined))))
})

async function looked(port: number, kubectl: FakeExecHandler = ({argv}) => (argv[0] === 'kubectl' ? 'ok' : undefined)): Promise<void> {
  const plan = examplePlan({}, {apiHostPort: port, kubeconfig: {path: '', mergedPath: '', context: 'kina-dev'}})
  const {backend} = fakeRuntime({images: [plan.image.ref], hint: 'Allow it.', exec: [kubectl]})
  const node = await (await backend.prepare(plan, fakeContext()))(plan.nodes[0])
  await checkReach(clusterContext(plan, [node], fakeContext()), node, DEADLINE)
}

async function listening<T>(talk: (socket: Socket) => void, work: (port: number) => Promise<T>): Promise<T> {
  const server = createServer((socket) => talk(socket.on('error', () => {})))
  await once(server.listen(0, '127.0.0.1'), 'listening')
  try {
    return await work((server.address() as AddressInfo).port)
  } finally {
    server.close()
  }
}
