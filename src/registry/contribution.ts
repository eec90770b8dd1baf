import type {CniInstaller, NodeImageBuilder, RegisterPayload, Registration, RuntimeBackend} from '../contract/index.js'

/** What one plugin registered, before names are compared. */
export interface Contribution {
  readonly plugin: string
  /** Part of kina itself rather than installed by the user. */
  readonly bundled: boolean
  readonly runtimes: readonly Registration<RuntimeBackend>[]
  readonly cnis: readonly Registration<CniInstaller>[]
  readonly imageBuilders: readonly Registration<NodeImageBuilder>[]
}

/** What is handed to one plugin's hook, and what it registers with it until it is closed. */
export function openContribution(plugin: string, bundled: boolean): {payload: RegisterPayload; close: () => Contribution} {
  const runtimes: Registration<RuntimeBackend>[] = []
  const cnis: Registration<CniInstaller>[] = []
  const imageBuilders: Registration<NodeImageBuilder>[] = []
  const payload: RegisterPayload = {
    register: {
      runtime: (registration) => void runtimes.push(read(registration)),
      cni: (registration) => void cnis.push(read(registration)),
      imageBuilder: (registration) => void imageBuilders.push(read(registration)),
    },
  }
  // A copy: what is registered after the hook has had its time would come and go with the speed of the machine.
  return {payload, close: () => ({plugin, bundled, runtimes: [...runtimes], cnis: [...cnis], imageBuilders: [...imageBuilders]})}
}

/** Read while the plugin's hook runs, so that a registration that cannot even be read fails there. */
function read<P>(registration: Registration<P>): Registration<P> {
  const {apiVersion, name, summary, options, load} = registration
  return {apiVersion, name, summary: String(summary ?? ''), ...(options !== undefined && {options}), load: typeof load === 'function' ? () => load.call(registration) : load}
}
