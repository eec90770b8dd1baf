import assert from 'node:assert/strict'
import {mkdtemp, rm, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {Spec, Validation} from '@cyclonedx/cyclonedx-library'
import {execa} from 'execa'
import {newUser, type User} from '../e2e/kina.js'
import {ociPlace} from '../e2e/places/oci.js'
import {done} from '../e2e/run.js'

const TAG = 'kina/full-reproducible:1'

interface Inspected {
  readonly id: string
  readonly tree: string
  readonly files: readonly string[]
  readonly labels: Readonly<Record<string, string>>
}

/** Podman alone dates an image as it is told; what another builder makes has the same tree. Each build has a store of its own, so that nothing of the one is used again in the other. */
describe('a node image built twice, in two stores of Podman', () => {
  const place = ociPlace('podman')
  let user: User
  let directory = ''
  const stores = new Map<string, Readonly<Record<string, string>>>()

  before(async () => {
    user = await newUser(place)
    directory = await mkdtemp(join(tmpdir(), 'kina-twice-'))
    for (const name of ['first', 'second']) {
      const conf = join(directory, `${name}.conf`)
      await writeFile(conf, `[storage]\ndriver = "overlay"\ngraphroot = "${directory}/${name}"\nrunroot = "${directory}/${name}-run"\n`)
      stores.set(name, {CONTAINERS_STORAGE_CONF: conf})
    }
  })

  after(async () => {
    for (const env of stores.values()) await execa('podman', ['image', 'rm', '--all', '--force'], {env, reject: false})
    await user.leave()
    await rm(directory, {recursive: true, force: true})
  })

  const built = async (name: string): Promise<Inspected> => {
    const env = stores.get(name)!
    await done(user.kina(['image', 'build', '--tag', TAG, '--runtime', 'podman'], env))
    return JSON.parse((await done(user.kina(['image', 'inspect', TAG, '--files', '--json', '--runtime', 'podman'], env))).stdout) as Inspected
  }

  it('has the same files, and the same digest', async () => {
    const [first, second] = [await built('first'), await built('second')]
    const differing = (one: Inspected, other: Inspected) => one.files.filter((line) => !other.files.includes(line))
    assert.deepEqual([differing(first, second), differing(second, first)], [[], []])
    assert.deepEqual([second.tree, second.labels, second.id], [first.tree, first.labels, first.id])
    assert.ok(first.files.length > 1000, `${first.files.length} files`)
  })

  it('states what it is made of, in a form that its schema knows', async () => {
    const {stdout} = await done(user.kina(['image', 'sbom', TAG, '--runtime', 'podman'], stores.get('first')))
    assert.equal(await new Validation.JsonStrictValidator(Spec.Version.v1dot6).validate(stdout), null)
    const names = new Set((JSON.parse(stdout) as {components: {name: string}[]}).components.map(({name}) => name))
    for (const name of ['systemd', 'iptables', 'kubelet', 'kube-proxy', 'containerd', 'runc', 'etcd', 'pause', 'k8s.io/kubernetes', 'registry.k8s.io/kube-apiserver']) assert.ok(names.has(name), name)
  })
})
