/** On everything that is made for `kina network verify`; by it what a killed one left is found. */
export const LABEL = 'io.kina.network-verify'

/** Of the pods that everybody reaches. */
export const OPEN = 'open'

/** Pods of the policies, each named as the check it is for. */
export const GUARDED = ['deny', 'label', 'namespace', 'ip-block', 'egress'] as const
export type Guarded = (typeof GUARDED)[number]

/** The pod that a policy is about. */
export const guardName = (guarded: Guarded): string => `guard-${guarded}`

/** The namespace of the pod `stranger`. */
export const strangersOf = (namespace: string): string => `${namespace}-strangers`
