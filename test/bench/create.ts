// How long a cluster takes to everything Ready, and what it takes of the machine: kind and kina in turn, from the same programs and images.
//
//   npm run bench [-- --runs 3 --kubernetes v1.31.0]
//
// Needs Podman, and root. All ways run one after the other, round after round, so that a machine whose speed drifts is as unfair to one as to
// the other. Prints Markdown.
import {readFile} from 'node:fs/promises'
import {setTimeout as sleep} from 'node:timers/promises'
import {packageRoot} from '../e2e/kina.js'
import {flannelImages, ingredients} from './ingredients.js'
import {subjects, type Subject} from './subjects.js'
import {machine, median, spread, table} from './table.js'
import {availableMemory, containersOf, diskUse} from './usage.js'

interface Measured {
  readonly command: number
  readonly ready: number
  readonly deleted: number
  readonly memory: number
  readonly volumes: number
  readonly layer: number
}

const {kina} = JSON.parse(await readFile(`${packageRoot}/package.json`, 'utf8')) as {kina: {defaults: {kubernetes: string}}}
const given = await ingredients(kina.defaults)
const all = await subjects(given, await flannelImages(given.kind))
const results = all.map((): Measured[] => [])
// The first round fills caches: kina looks at a kernel once for each image, the machine reads the images from its disk.
for (let round = 0; round <= given.runs; round++) {
  for (const [i, subject] of all.entries()) {
    const measured = await measure(subject)
    console.error(`${round === 0 ? 'warm-up' : `run ${round}`}: ${subject.title}: ready after ${measured.ready.toFixed(1)} s, deleted in ${measured.deleted.toFixed(1)} s`)
    if (round > 0) results[i]!.push(measured)
  }
}
await given.leave()

console.log(`Kubernetes ${given.kubernetes}, one node; ${machine()}; median (least–most) of ${given.runs} runs\n`)
const column = (i: number, key: keyof Measured) => results[i]!.map((measured) => measured[key])
const ready = (title: string) => median(column(all.findIndex((subject) => subject.title === title), 'ready'))
const rows = all.map(({title, beside}, i) => [title, ...(['command', 'ready', 'deleted', 'memory', 'volumes', 'layer'] as const).map((key) => spread(column(i, key))), (ready(title) / ready(beside)).toFixed(2)])
console.log(table([['', 'Create command, s', 'Everything Ready, s', 'Delete, s', 'Memory, MB', 'Volumes, MB', "Container's layer, MB", 'Ready, ratio to kind'], ...rows]))

async function measure(subject: Subject): Promise<Measured> {
  const before = await availableMemory()
  const start = Date.now()
  const seconds = (since: number) => (Date.now() - since) / 1000
  try {
    await subject.create()
    const command = seconds(start)
    await everythingReady(subject)
    const ready = seconds(start)
    const memory = before - (await availableMemory())
    const {volumes, layer} = await diskUse(await containersOf(subject.label))
    const end = Date.now()
    await subject.delete()
    return {command, ready, deleted: seconds(end), memory, volumes, layer}
  } catch (error) {
    await subject.delete().catch(() => {})
    throw error
  }
}

/** Every node and every pod, and there are pods of DNS among them. No tool's own idea of ready counts. */
async function everythingReady({kubectl, title}: Subject): Promise<void> {
  const template = '{range .items[*]}{.kind} {.metadata.name} {.status.conditions[?(@.type=="Ready")].status}{"\\n"}{end}'
  let last = ''
  for (const deadline = Date.now() + 300_000; Date.now() < deadline; await sleep(200)) {
    const {exitCode, stdout} = await kubectl(['get', 'nodes,pods', '--all-namespaces', '-o', `jsonpath=${template}`])
    const lines = stdout.split('\n').filter(Boolean)
    last = lines.filter((line) => !line.endsWith(' True')).join(', ')
    if (exitCode === 0 && last === '' && lines.some((line) => line.startsWith('Pod coredns-'))) return
  }
  throw new Error(`${title}: not ready after 300 s: ${last}`)
}
