/** Everything a plugin may see. Types only: `import type {...} from 'kina/plugin'`. */
export type * from './cluster-plan.js'
export type * from './cni-installer.js'
export type * from './context.js'
export type * from './node-image.js'
export type * from './node.js'
export type * from './provider.js'
export type * from './register.js'
export type * from './runtime-backend.js'
