import type {NodePlan} from 'kina/plugin'

export type Labels = Readonly<Record<string, string>>

/** Label that every object of a cluster carries: containers, networks, volumes. */
export const CLUSTER_LABEL = 'io.kina.cluster'
export const ROLE_LABEL = 'io.kina.role'
/** Other names of a node, separated by spaces: whoever writes names into nodes finds them here. */
export const ALIASES_LABEL = 'io.kina.aliases'
/** What `kina doctor --report` makes for a look, and removes. */
export const REPORT_LABEL = 'io.kina.report'

/** The plan's labels; the two by which kina finds nodes again even if the plan has forgotten them. */
export function labelsOf({role, labels}: Pick<NodePlan, 'role' | 'labels'>, cluster: string): Labels {
  return {[ROLE_LABEL]: role, ...labels, [CLUSTER_LABEL]: cluster}
}

/** `--label` for each, in order. The tool splits at every `=`, and refuses a value that has one. */
export function labelFlags(labels: Labels): string[] {
  return Object.entries(labels)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([name, value]) => ['--label', labelFlag(name, value)])
}

export function labelFlag(name: string, value: string): string {
  return `${name}=${value.replaceAll('%', '%25').replaceAll('=', '%3D')}`
}

/** What {@link labelFlag} has written, and nothing else: other people's labels stay as they are. */
export function decodeLabels(labels: Labels): Labels {
  return Object.fromEntries(Object.entries(labels).map(([name, value]) => [name, value.replaceAll('%3D', '=').replaceAll('%25', '%')]))
}
