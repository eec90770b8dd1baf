import type {RegisterHook} from 'kina/plugin'

const hook: RegisterHook = ({register}) =>
  register.cni({
    apiVersion: 1,
    name: 'from-image',
    summary: 'What the node image brings in /kind/manifests/default-cni.yaml, such as kindnet in kindest/node',
    load: async () => (await import('./from-image.js')).fromImage,
  })

export default hook
