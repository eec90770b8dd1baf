import type {CniInstaller} from './cni-installer.js'
import type {NodeImageBuilder} from './node-image.js'
import type {Registration} from './provider.js'
import type {RuntimeBackend} from './runtime-backend.js'

/** Payload of the oclif hook `kina:register`. Register and return: no probing, no files, no network. */
export interface RegisterPayload {
  readonly register: {
    runtime(registration: Registration<RuntimeBackend>): void
    /** A builder takes no options: what an image is made of stands in its recipe. */
    imageBuilder(registration: Omit<Registration<NodeImageBuilder>, 'options'>): void
    cni(registration: Registration<CniInstaller>): void
  }
}
export type RegisterHook = (payload: RegisterPayload) => Promise<void> | void
