import type {RegisterHook} from 'kina/plugin'
import {optionsSchema} from './options.js'

const hook: RegisterHook = ({register}) =>
  register.cni({
    apiVersion: 1,
    name: 'flannel',
    summary: 'flannel with VXLAN: works wherever nodes reach each other by UDP',
    options: optionsSchema,
    load: async () => (await import('./flannel.js')).flannel,
  })

export default hook
