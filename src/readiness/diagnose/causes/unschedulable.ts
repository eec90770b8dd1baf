import type {Cause} from '../cause.js'

/** Taints that go by themselves: of a node that is not Ready yet, which has a cause of its own. */
const ON_THE_WAY = /node\.kubernetes\.io\/(not-ready|network-unavailable)|node\.cloudprovider\.kubernetes\.io\/uninitialized/

/** A pod that the scheduler finds no node for. */
export const unschedulable: Cause = {
  id: 'unschedulable',
  find({pods, access}) {
    return pods.flatMap(({metadata, status}) => {
      const {name = '', namespace = ''} = metadata ?? {}
      const scheduled = status?.conditions?.find(({type}) => type === 'PodScheduled')
      const message = scheduled?.message ?? 'the scheduler does not say why'
      if (status?.phase !== 'Pending' || scheduled?.status !== 'False' || ON_THE_WAY.test(message)) return []
      return [{cause: this.id, about: `${namespace}/${name}`, text: `no node takes the pod ${namespace}/${name}: ${message}`, next: [`kubectl ${access} --namespace ${namespace} describe pod ${name}`]}]
    })
  },
}
