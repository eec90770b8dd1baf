import type {ProviderKind} from './provider-kind.js'

/** What is wanted of a value, in words, when it is not that. */
export type Shape = (value: unknown) => string | undefined

type Fields = Readonly<Record<string, Test>>
type Test = (value: unknown) => boolean

const text: Test = (value) => typeof value === 'string'
const number: Test = (value) => typeof value === 'number'
const flag: Test = (value) => typeof value === 'boolean'
const method: Test = (value) => typeof value === 'function'
const object: Test = (value) => typeof value === 'object' && value !== null
const list = (each: Test): Test => (value) => Array.isArray(value) && value.every(each)
const fields = (tests: Fields): Test => (value) => object(value) && Object.entries(tests).every(([name, test]) => test((value as Record<string, unknown>)[name]))
const either = (...tests: Test[]): Test => (value) => tests.some((test) => test(value))
const wanted = (words: string, test: Test): Shape => (value) => (test(value) ? undefined : words)

const node = fields({cluster: text, name: text, role: text, labels: object, image: text, running: flag, exec: method, addresses: method, reach: method, logs: method})
const image = fields({id: text, names: list(text), labels: object, size: number, created: text})
const yes: Test = (value) => value === true
const no: Test = (value) => value === false
const maybe = (test: Test): Test => either((value) => value === undefined, test)
const found = fields({available: yes, version: text, notes: maybe(list(text)), nodeLimit: maybe(fields({max: number, reason: text}))})
const probe = wanted('whether it is available, and its version or the reason', either(found, fields({available: no, reason: text})))

/** What each method's answer has to be, as far as a look at it tells; methods that answer nothing are not listed. */
export const RESULTS: Readonly<Record<ProviderKind, Readonly<Record<string, Shape>>>> = {
  runtime: {
    probe,
    prepare: wanted('a function that creates a node', method),
    createNode: wanted('a node', node),
    listNodes: wanted('a list of nodes', list(node)),
    listClusters: wanted('a list of names', list(text)),
    'images.list': wanted('a list of images', list(image)),
    'images.inspect': wanted('an image or null', either((value) => value === null, image)),
    'node.exec': wanted('an exit code and the output', fields({exitCode: number, stdout: text, stderr: text})),
    'node.addresses': wanted('a list of addresses', (value) => list(text)(value) && (value as unknown[]).length > 0),
    'node.reach': wanted('a host and a port', fields({host: text, port: number, hint: maybe(text)})),
    'node.logs': wanted('something to iterate over', (value) => method((value as {[Symbol.asyncIterator]?: unknown} | null | undefined)?.[Symbol.asyncIterator])),
  },
  cni: {
    needs: wanted('replacesKubeProxy, kernel and images', fields({replacesKubeProxy: flag, kernel: list(fields({feature: text, why: text, log: maybe(fields({of: text, words: text})), avoid: maybe(text), optional: maybe(flag)})), images: list(fields({ref: text, sources: list(object)})), networkPolicy: maybe(flag), notes: maybe(list(text))})),
    ready: wanted('whether it is met, and the reason if not', either(fields({met: yes}), fields({met: no, reason: text}))),
  },
  'image builder': {probe},
}

const PROVIDERS: Readonly<Record<ProviderKind, Fields>> = {
  runtime: {
    imageStore: text,
    images: fields({list: method, inspect: method, load: method, pull: method, remove: method, save: method}),
    probe: method,
    prepare: method,
    listNodes: method,
    listClusters: method,
    removeCluster: method,
    removeNode: maybe(method),
    kernelPerNode: maybe(flag),
    report: maybe(method),
  },
  cni: {needs: method, install: method, ready: method, uninstall: maybe(method)},
  'image builder': {imageStore: text, probe: method, build: method},
}

/** Which members of a provider are missing or wrong. */
export function providerProblem(kind: ProviderKind, provider: unknown): string | undefined {
  if (!object(provider)) return `gave ${shown(provider)} instead of a ${kind}`
  const wrong = Object.entries(PROVIDERS[kind]).filter(([name, test]) => !test((provider as Record<string, unknown>)[name])).map(([name]) => name)
  return wrong.length === 0 ? undefined : `what it gave has no proper ${wrong.join(', ')}`
}

/** A value as one word or two. */
export function shown(value: unknown): string {
  if (value === null || value === undefined || typeof value === 'boolean' || typeof value === 'number') return String(value)
  if (Array.isArray(value)) return 'another list'
  if (value instanceof Promise) return 'a promise'
  return typeof value === 'object' ? 'another object' : `a ${typeof value}`
}
