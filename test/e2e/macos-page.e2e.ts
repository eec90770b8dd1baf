import assert from 'node:assert/strict'
import {mkdir, readFile, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {CoreV1Api, KubeConfig} from '@kubernetes/client-node'
import {execa} from 'execa'
import {createCluster} from './cluster.js'
import {newUser, packageRoot, type User} from './kina.js'
import {places} from './places/places.js'
import {waitUntil} from './wait-until.js'

const CLUSTER = 'e2e-macos-page'
const NODE = `${CLUSTER}-control-plane`
const page = await readFile(join(packageRoot, 'docs/runtimes/macos.md'), 'utf8')

/** What docs/runtimes/macos.md shows of `container` beside kina, typed as it stands there. */
for (const place of (await places('few')).filter(({runtime}) => runtime === 'apple')) {
  describe(`docs/runtimes/macos.md, on ${place.title}`, () => {
    let user: User
    let folder: string
    const sh = (line: string) => execa('sh', ['-ec', line], {cwd: folder, env: place.env})

    before(async () => {
      user = await newUser(place)
      folder = join(user.home, 'app')
      await mkdir(folder)
      await createCluster(user, [CLUSTER])
    })

    after(async () => {
      await user.kina(['cluster', 'delete', CLUSTER])
      await place.removeImages(['app:dev'])
      await user.leave()
    })

    it('brings an image into the cluster, which a pod then runs', async () => {
      await sh(`container exec ${NODE} cat /usr/bin/kubectl > program && chmod 755 program`)
      await writeFile(join(folder, 'Dockerfile'), 'FROM scratch\nCOPY program /program\nCMD ["/program", "version", "--client"]\n')
      await sh(commandsUnder('Images for pods'))
      await user.kubectl(CLUSTER, ['run', 'app', '--image', 'app:dev', '--image-pull-policy', 'Never', '--restart', 'Never'])
      await waitUntil('the pod has run its program', async () => (await user.kubectl(CLUSTER, ['logs', 'app'])).stdout.includes('Client Version'))
    })

    it('stops a cluster of one node and starts it: another address, the same kubeconfig', async () => {
      const before = await place.addressOf(NODE)
      await sh(commandsUnder('Stopping and starting'))
      assert.notEqual(await place.addressOf(NODE), before)
      const config = new KubeConfig()
      config.loadFromFile(join(user.home, '.kube/config'))
      const api = config.makeApiClient(CoreV1Api)
      await waitUntil('the pod that was there before is seen from the host', async () => {
        const pods = await api.listNamespacedPod({namespace: 'default'}).then(({items}) => items, () => [])
        return pods.some(({metadata}) => metadata?.name === 'app')
      })
      const {stdout} = await sh(`container exec ${NODE} ctr --namespace k8s.io images list --quiet`)
      assert.match(stdout, /^docker\.io\/library\/app:dev$/m)
    })
  })
}

/** The lines of code in a section, for the cluster of this test and the architecture of this machine. */
function commandsUnder(heading: string): string {
  const section = page.split(`\n## ${heading}\n`)[1]?.split('\n## ')[0] ?? ''
  const lines = [...section.matchAll(/^ {4}(container .*)$/gm)].map(([, line = '']) => line)
  assert.ok(lines.length >= 2, `there are no commands under "${heading}"`)
  return lines.join('\n').replaceAll('kina-control-plane', NODE).replaceAll('linux/arm64', `linux/${process.arch === 'x64' ? 'amd64' : process.arch}`)
}
