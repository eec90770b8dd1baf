import type {RegisterHook} from 'kina/plugin'

/** Runs whenever kina needs to know its providers: it says what there is, and loads nothing. */
const hook: RegisterHook = ({register}) =>
  register.imageBuilder({
    apiVersion: 1,
    name: '__NAME__',
    summary: 'Builds node images with podman build',
    load: async () => (await import('./builder.js')).builder,
  })

export default hook
