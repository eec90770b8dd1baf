import assert from 'node:assert/strict'
import {cp, mkdir, mkdtemp, rm, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {fileURLToPath} from 'node:url'
import {execa} from 'execa'
import {program} from '../commands/kina.js'
import type {EmulatedMac} from '../emulators/container/emulate.ts'
import {container, image, macWithGuests, whyNoGuests} from './emulated-mac.js'

const reason = await whyNoGuests()
if (reason !== null) console.log(`skipped: kernels of an emulated Mac: ${reason}`)

/** What kina says of the kernels that `container` installs, when a CNI has the needs of Cilium; the nodes are real. */
;(reason === null ? describe : describe.skip)('kernels of an emulated Mac, for a CNI with the needs of Cilium', () => {
  let mac: EmulatedMac
  let home: string
  const kina = (...args: string[]) => execa(process.execPath, [program, ...args], {env: {...mac.env, HOME: home, XDG_DATA_HOME: join(home, 'data'), XDG_CACHE_HOME: join(home, 'cache'), KUBECONFIG: '', NO_COLOR: '1'}, all: true, reject: false, stdin: 'ignore', cwd: home})
  const doctor = (...args: string[]) => kina('doctor', '--kernel', '--cni', 'needy', '--runtime', 'apple', '--image', image, ...args)

  before(async () => {
    mac = await macWithGuests({kernel: '6.18.15'})
    home = await mkdtemp(join(tmpdir(), 'kina-emulated-kernels-'))
    await writePlugin(join(home, 'plugin'))
    const {exitCode, all} = await kina('plugins', 'link', './plugin')
    assert.equal(exitCode, 0, all)
  })

  after(async () => {
    await mac.remove()
    await rm(home, {recursive: true, force: true})
  })

  it('no cluster is made on the stock kernel: what is missing is said before anything is there', async () => {
    const {exitCode, all} = await kina('cluster', 'create', 'needy', '--cni', 'needy', '--runtime', 'apple', '--image', image)
    assert.equal(exitCode, 1, all)
    assert.match(all, /E_KERNEL_FEATURE/)
    assert.match(all, /The kernel 6\.18\.15 lacks what the CNI needy needs: bpf-jit\./)
    assert.match(all, /log of cilium-agent: Require support for the eBPF JIT/)
    assert.match(all, /kina cluster create --kernel FILE/)
    assert.equal(await container(mac, 'list', '--all', '--quiet'), '')
  })

  it('doctor shows each feature of it, as its configuration says and as trying does', async () => {
    const {exitCode, all} = await doctor()
    assert.equal(exitCode, 1, all)
    for (const line of [/^vxlan +y +\w+ +works +has it +needy$/m, /^geneve +n +\w+ +fails +lacks it$/m, /^bpf-jit +n +\w+ +fails +lacks it +needy$/m, /^needy does not work on this kernel: one feature is missing\.$/m]) assert.match(all, line)
    assert.equal(await container(mac, 'list', '--all', '--quiet'), '')
  })

  it('doctor looks at the kernel of a file, and one with all parts is enough', async () => {
    const file = join(home, 'vmlinux')
    await writeFile(file, 'kina emulated kernel: kina\n')
    const {all} = await doctor('--kernel-file', file)
    assert.match(all, /^Kernel 6\.18\.15-kina of nodes on apple$/m)
    assert.match(all, /^needy finds all it needs\.$/m)
  })
})

async function writePlugin(folder: string): Promise<void> {
  await mkdir(join(folder, 'dist'), {recursive: true})
  await cp(fileURLToPath(new URL('../../plugins/cni-cilium/dist/kernel.js', import.meta.url)), join(folder, 'dist/kernel.js'))
  const parts = {version: '1.19.6', replacesKubeProxy: true, tunnel: 'vxlan', masquerade: 'bpf', l7: false, hubble: false, encryption: null, bandwidthManager: false, ipv6: false, netkit: false}
  await writeFile(join(folder, 'package.json'), JSON.stringify({name: 'kina-cni-needy', version: '1.0.0', type: 'module', oclif: {hooks: {'kina:register': './dist/register.js'}}}))
  await writeFile(
    join(folder, 'dist/register.js'),
    `import {kernelNeeds} from './kernel.js'
export default ({register}) => register.cni({apiVersion: 1, name: 'needy', summary: 'For tests', load: async () => ({
  needs: () => ({replacesKubeProxy: true, kernel: kernelNeeds(${JSON.stringify(parts)}), images: []}),
  install: async () => {},
  ready: async () => ({met: true}),
})})
`,
  )
}
