/** One file about the cluster's objects: the arguments of kubectl whose output it is. */
export interface ApiPiece {
  /** Relative to the folder `api`. */
  readonly path: string
  readonly args: readonly string[]
}

const json = (path: string, kinds: string, ...more: string[]): ApiPiece => ({path, args: ['get', kinds, ...(more.length > 0 ? more : ['--all-namespaces']), '--output', 'json']})

/** No Secrets among them. */
export const API_PIECES: readonly ApiPiece[] = [
  {path: 'version.json', args: ['version', '--output', 'json']},
  {path: 'ready.txt', args: ['get', '--raw', '/readyz?verbose']},
  {path: 'all.txt', args: ['get', 'all', '--all-namespaces', '--output', 'wide']},
  {path: 'events.txt', args: ['get', 'events', '--all-namespaces', '--sort-by=.lastTimestamp', '--output', 'wide']},
  json('nodes.json', 'nodes'),
  json('pods.json', 'pods'),
  json('workloads.json', 'deployments,daemonsets,statefulsets,replicasets,jobs,cronjobs'),
  json('network.json', 'services,endpointslices,ingresses,networkpolicies'),
  json('storage.json', 'persistentvolumes,persistentvolumeclaims,storageclasses'),
  json('configmaps.json', 'configmaps', '--namespace', 'kube-system'),
  json('webhooks.json', 'validatingwebhookconfigurations,mutatingwebhookconfigurations,apiservices'),
  {path: 'csr.txt', args: ['get', 'certificatesigningrequests', '--output', 'wide']},
  {path: 'crds.txt', args: ['get', 'customresourcedefinitions']},
  {path: 'describe-nodes.txt', args: ['describe', 'nodes']},
  {path: 'describe-pods.txt', args: ['describe', 'pods', '--all-namespaces']},
]
