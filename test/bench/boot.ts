// How long a node takes from its creation until containerd answers and every image of kubeadm can be used, what that writes to disk, and
// whether nodes share the files of their images: kina's image beside one laid out as kindest/node, from the same programs and images.
//
//   npm run bench:boot [-- --runs 5 --nodes 3 --kubernetes v1.31.0]
//
// Needs Podman, and root. Prints Markdown.
import {readFile} from 'node:fs/promises'
import {execa} from 'execa'
import type {Node} from '../../src/contract/index.js'
import {waitBooted} from '../../src/node/wait-booted.js'
import {testNode, testPlan} from '../../src/testing/test-plan.js'
import {registrations, testContext} from '../e2e/cluster.js'
import {packageRoot} from '../e2e/kina.js'
import {done} from '../e2e/run.js'
import {ingredients} from './ingredients.js'
import {machine, spread, table} from './table.js'
import {containersOf, diskUse, filesBehind} from './usage.js'

interface Booted {
  readonly answers: number
  readonly usable: number
  readonly volumes: number
  readonly layer: number
}

const {kina} = JSON.parse(await readFile(`${packageRoot}/package.json`, 'utf8')) as {kina: {defaults: {kubernetes: string}}}
const given = await ingredients(kina.defaults)
const named = (await done(given.kind.podman(['run', '--rm', '--entrypoint', 'kubeadm', given.own, 'config', 'images', 'list', '--kubernetes-version', given.kubernetes]))).stdout.trim().split('\n')
const runtime = await (await registrations()).find(({name}) => name === 'podman')!.load()
const ctx = testContext()
const CLUSTER = 'kina-bench-boot'

const layouts = [{title: "kina's image", image: given.own}, {title: 'laid out as kindest/node', image: given.kindest.forKind}]
const booted = layouts.map((): Booted[] => [])
for (let round = 0; round <= given.runs; round++) {
  for (const [i, {image}] of layouts.entries()) {
    const [measured] = await boot(image, 1, async () => {})
    if (round > 0) booted[i]!.push(measured!)
  }
}
console.log(`Kubernetes ${given.kubernetes}, ${named.length} images of kubeadm; ${machine()}; median (least–most) of ${given.runs} runs\n`)
const rows = layouts.map(({title}, i) => [title, ...(['answers', 'usable', 'volumes', 'layer'] as const).map((key) => spread(booted[i]!.map((one) => one[key])))])
console.log(table([['', 'containerd answers, s', 'All images usable, s', 'Written to the volume, MB', "Written to the container's layer, MB"], ...rows]))

const shared: string[][] = []
for (const {title, image} of layouts) {
  await boot(image, given.nodes, async () => {
    const files = await filesBehind(await containersOf(`io.kina.cluster=${CLUSTER}`), '*/snapshots/*/fs/usr/local/bin/kube-apiserver')
    shared.push([title, String(new Set(files.map((file) => file.split(' ')[0])).size), await cachedOnce(files)])
  })
}
console.log(`\n${given.nodes} nodes at once, and the program of their API server\n\n${table([['', 'Files on disk', 'In the page cache once every node has read it, MB'], ...shared])}`)
await given.leave()

/** Starts nodes at once, lends them, and removes them. */
async function boot(image: string, count: number, work: () => Promise<void>): Promise<Booted[]> {
  const nodes = Array.from({length: count}, (_, i) => testNode(CLUSTER, {name: `${CLUSTER}-${i + 1}`, image}))
  const plan = testPlan(CLUSTER, 'podman', nodes as [ReturnType<typeof testNode>])
  try {
    const createNode = await runtime.prepare(plan, ctx)
    const times = await Promise.all(
      nodes.map(async (planned) => {
        const start = Date.now()
        const node = await createNode(planned)
        await waitBooted(node, ctx.signal)
        const answers = (Date.now() - start) / 1000
        await useImages(node)
        return {answers, usable: (Date.now() - start) / 1000}
      }),
    )
    const {volumes, layer} = await diskUse(await containersOf(`io.kina.cluster=${CLUSTER}`))
    await work()
    return times.map((time) => ({...time, volumes: volumes / count, layer: layer / count}))
  } finally {
    await runtime.removeCluster(CLUSTER, ctx)
  }
}

/** Mounts a writable snapshot on top of each image, as for a container, all at once; one that is not unpacked yet is. */
async function useImages(node: Node): Promise<void> {
  const use = 'i=0; for ref in "$@"; do i=$((i + 1)); mkdir -p /run/use/$i; ctr -n k8s.io images mount --rw "$ref" /run/use/$i > /dev/null & pids="$pids $!"; done; for pid in $pids; do wait $pid || exit 1; done'
  await node.exec(['bash', '-c', use, 'use', ...named])
}

/** Forgets the files, has each node read its own, and asks the kernel what it keeps of them. */
async function cachedOnce(files: readonly string[]): Promise<string> {
  const paths = [...new Set(files.map((file) => file.slice(file.indexOf(' ') + 1)))]
  for (const path of paths) await execa('dd', [`of=${path}`, 'oflag=nocache', 'conv=notrunc,fdatasync', 'count=0'])
  for (const {name} of (await runtime.listNodes(ctx)).filter(({cluster}) => cluster === CLUSTER)) {
    await execa('podman', ['exec', name, 'sh', '-c', 'cat /run/use/*/usr/local/bin/kube-apiserver > /dev/null'])
  }
  const {stdout} = await execa('fincore', ['--bytes', '--noheadings', '--output', 'RES', ...paths])
  return (stdout.split('\n').reduce((total, line) => total + Number(line), 0) / 1e6).toFixed(0)
}
