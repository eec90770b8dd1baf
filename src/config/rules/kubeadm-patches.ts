import {parseAllDocuments} from 'yaml'
import type {KubeadmPatches} from '../../contract/index.js'
import {messageOf} from '../../errors.js'
import {nearest} from '../nearest.js'
import type {Finding, Path} from '../problem.js'
import type {Rule} from '../validate.js'

/** The documents kina writes for kubeadm. A patch for anything else would be dropped without a word. */
const DOCUMENTS = ['ClusterConfiguration', 'InitConfiguration', 'JoinConfiguration', 'KubeletConfiguration', 'KubeProxyConfiguration']

/** Operations of RFC 6902 and the member each needs beside `op` and `path`. */
const OPERATIONS: Readonly<Record<string, string | null>> = {add: 'value', remove: null, replace: 'value', move: 'from', copy: 'from', test: 'value'}

/** Patches of the cluster and of each node can be read, and name a document that exists. */
export const checkKubeadmPatches: Rule = ({kubeadmPatches, nodes = []}) => [
  ...checkPatches(kubeadmPatches, ['kubeadmPatches']),
  ...nodes.flatMap((node, index) => checkPatches(node.kubeadmPatches, ['nodes', index, 'kubeadmPatches'])),
]

function checkPatches({merge, json6902}: KubeadmPatches, path: Path): Finding[] {
  return [
    ...merge.flatMap((text, index) => mergePatchProblems(text).map(message => ({path: [...path, 'merge', index], message}))),
    ...json6902.flatMap(({kind, patch}, index) => [
      ...unknownDocument(kind).map(message => ({path: [...path, 'json6902', index, 'kind'], message})),
      ...jsonPatchProblems(patch).map(message => ({path: [...path, 'json6902', index, 'patch'], message})),
    ]),
  ]
}

/** One text may hold several YAML documents, each a merge patch (RFC 7386) that names what it patches by its `kind`. */
function mergePatchProblems(text: string): string[] {
  const parsed = readAll(text)
  if (typeof parsed === 'string') return [`the patch is not valid YAML: ${parsed}`]
  const values = parsed.filter(value => value !== null)
  if (values.length === 0) return ['the patch is empty']
  return values.flatMap(value => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return ['the patch is not a YAML mapping']
    const kind = (value as {kind?: unknown}).kind
    return kind === undefined ? [`the patch has no kind: one of ${DOCUMENTS.join(', ')}`] : unknownDocument(kind)
  })
}

function unknownDocument(kind: unknown): string[] {
  if (DOCUMENTS.includes(String(kind))) return []
  const near = nearest(String(kind), DOCUMENTS)
  return [`there is no kubeadm document ${JSON.stringify(kind)} to patch; ${near ? `did you mean ${near}?` : `use one of ${DOCUMENTS.join(', ')}`}`]
}

function jsonPatchProblems(text: string): string[] {
  const parsed = readAll(text)
  if (typeof parsed === 'string') return [`the patch is not valid YAML or JSON: ${parsed}`]
  const [operations, ...more] = parsed
  if (!Array.isArray(operations) || more.length > 0) return ['the patch is not a list of JSON patch operations (RFC 6902)']
  return operations.flatMap((operation: unknown, index) => {
    const problem = operationProblem(operation)
    return problem === undefined ? [] : [`operation ${index + 1} of the patch ${problem}`]
  })
}

function operationProblem(operation: unknown): string | undefined {
  if (typeof operation !== 'object' || operation === null) return 'is not a mapping'
  const {op, path} = operation as {op?: unknown; path?: unknown}
  if (typeof op !== 'string' || !Object.hasOwn(OPERATIONS, op)) {
    return `has ${op === undefined ? 'no op' : `the op ${JSON.stringify(op)}`}: use ${Object.keys(OPERATIONS).join(', ')}`
  }
  if (typeof path !== 'string' || !(path === '' || path.startsWith('/'))) return 'has no path that starts with "/"'
  const needed = OPERATIONS[op]
  return needed && !(needed in operation) ? `needs "${needed}"` : undefined
}

/** The values of all YAML documents in a text, or what keeps it from being YAML. */
function readAll(text: string): unknown[] | string {
  try {
    return [...parseAllDocuments(text, {logLevel: 'silent'})].map((document): unknown => {
      if (document.errors[0]) throw document.errors[0]
      return document.toJS()
    })
  } catch (error) {
    // The rest of the library's message draws the place in the text.
    return messageOf(error).split('\n')[0]!.replace(/:$/, '')
  }
}
