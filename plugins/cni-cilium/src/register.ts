import type {RegisterHook} from 'kina/plugin'
import {optionsSchema} from './options.js'

const hook: RegisterHook = ({register}) =>
  register.cni({
    apiVersion: 1,
    name: 'cilium',
    summary: 'Cilium, with network policies, and in place of kube-proxy where the kernel allows',
    options: optionsSchema,
    load: async () => (await import('./cilium.js')).cilium,
  })

export default hook
