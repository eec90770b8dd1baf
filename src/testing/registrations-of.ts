import type {CniInstaller, NodeImageBuilder, RegisterHook, Registration, RuntimeBackend} from '../contract/index.js'

/** What a plugin registers, by kind, in its order. */
export interface Registrations {
  readonly runtimes: readonly Registration<RuntimeBackend>[]
  readonly cnis: readonly Registration<CniInstaller>[]
  readonly imageBuilders: readonly Registration<NodeImageBuilder>[]
}

/** Runs a plugin's hook `kina:register` as kina does, and gives back what it registers. */
export async function registrationsOf(hook: RegisterHook): Promise<Registrations> {
  const runtimes: Registration<RuntimeBackend>[] = []
  const cnis: Registration<CniInstaller>[] = []
  const imageBuilders: Registration<NodeImageBuilder>[] = []
  await hook({
    register: {
      runtime: (registration) => void runtimes.push(registration),
      cni: (registration) => void cnis.push(registration),
      imageBuilder: (registration) => void imageBuilders.push(registration),
    },
  })
  return {runtimes, cnis, imageBuilders}
}
