import type {Net} from '../net.js'
import type {Place} from '../place.js'
import type {Flow} from './flow.js'

/** Who may answer in the end. */
export interface End {
  readonly ip: string
  /** Name of its node; null: it is in no node of the cluster. */
  readonly node: string | null
  /** Where one can listen; null: it is a pod of others, or outside of the cluster. */
  readonly place: Place | null
}

interface Slice {
  readonly endpoints?: readonly {readonly addresses?: readonly string[]; readonly nodeName?: string}[]
}

/** Those of the flow; for an address of a service whose pods are not of the test, what the API says is behind it. */
export async function endsOf({cluster}: Pick<Net, 'cluster'>, {servers, address}: Pick<Flow, 'servers' | 'address'>): Promise<End[]> {
  if (servers.length > 0) return servers.map((place) => ({ip: place.ip, node: place.node, place}))
  const {stdout} = await cluster.kubectl(['get', 'services', '--all-namespaces', '--output', `jsonpath={range .items[?(@.spec.clusterIP=="${address}")]}{.metadata.namespace} {.metadata.name}{end}`], {allowFailure: true})
  const [namespace, name] = stdout.trim().split(' ')
  if (namespace === undefined || name === undefined) return [{ip: address, node: null, place: null}]
  const slices = await cluster.kubectl(['--namespace', namespace, 'get', 'endpointslices', '--selector', `kubernetes.io/service-name=${name}`, '--output', 'json'], {allowFailure: true})
  const {items = []} = JSON.parse(slices.stdout || '{}') as {items?: Slice[]}
  const ends = items.flatMap(({endpoints = []}) => endpoints.flatMap(({addresses = [], nodeName}) => addresses.map((ip): End => ({ip, node: nodeName ?? null, place: null}))))
  return ends.length > 0 ? ends : [{ip: address, node: null, place: null}]
}
