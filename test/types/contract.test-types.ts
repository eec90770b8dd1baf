// Compiled, never run: the contract takes good providers and refuses bad ones. A @ts-expect-error without an error is an error.
import type {ClusterPlan, CniInstaller, RegisterHook, Registration, RuntimeBackend} from 'kina/plugin'

const smallest: CniInstaller = {
  needs: () => ({replacesKubeProxy: false, kernel: [{feature: 'vxlan', why: 'tunnels'}], images: []}),
  install: async ({kubectl}) => {
    await kubectl(['apply', '-f', '-'], {stdin: '{}'})
  },
  ready: async () => ({met: false, reason: 'not yet'}),
}

const registration: Registration<CniInstaller> = {apiVersion: 1, name: 'smallest', summary: 'Nothing more than needed', load: async () => smallest}
export const hook: RegisterHook = ({register}) => register.cni(registration)

// @ts-expect-error an unmet condition has a reason
export const noReason: CniInstaller = {...smallest, ready: async () => ({met: false})}

// @ts-expect-error another contract version is another type
export const foreign: Registration<CniInstaller> = {...registration, apiVersion: 2}

export const emptySources: CniInstaller = {
  ...smallest,
  // @ts-expect-error an image has at least one source
  needs: () => ({replacesKubeProxy: false, kernel: [], images: [{ref: 'x', sources: []}]}),
}

export const wrongKind: RegisterHook = ({register}) => {
  // @ts-expect-error a CNI is no runtime
  register.runtime(registration)
}

export function change(plan: ClusterPlan): void {
  // @ts-expect-error a plan is decided
  plan.name = 'other'
}

// @ts-expect-error a backend has an image store
export const noImages: RuntimeBackend = {imageStore: 'x', probe: async () => ({available: true, version: '1'}), prepare: async () => async () => Promise.reject(new Error('x')), listNodes: async () => [], listClusters: async () => [], removeCluster: async () => {}}
