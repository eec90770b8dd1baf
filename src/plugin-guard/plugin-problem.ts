import {isAbsolute} from 'node:path'

/** Why a plugin, or one registration of it, is not used; or what it did that it must not. */
export interface PluginProblem {
  /** Name of the package; the path of the list when the list of installed plugins cannot be read. */
  readonly plugin: string
  /** Completes "The plugin X is not used: …" or, when it is used, "The plugin X is used, but …". */
  readonly message: string
  /** True: the plugin works, but did something it must not, such as writing to standard output. */
  readonly used: boolean
  /** The name it wanted to register, when it got that far. */
  readonly provider?: string
  /** A command or sentence that ends it. Absent: uninstalling the plugin does. */
  readonly fix?: string
}

/** The one warning that a problem is. */
export function problemText({plugin, message, used}: PluginProblem): string {
  if (isAbsolute(plugin)) return `No installed plugin is used: ${message}`
  return used ? `The plugin ${plugin} is used, but ${message}` : `The plugin ${plugin} is not used: ${message}`
}

/** What to do about it. */
export function problemFix({plugin, fix}: PluginProblem): string {
  return fix ?? `kina plugins uninstall ${plugin}`
}

/** Without what a plugin did besides, when it is not used at all: one warning is enough. */
export function withoutMoot(problems: readonly PluginProblem[]): PluginProblem[] {
  const unused = new Set(problems.flatMap(({plugin, used, provider}) => (used || provider !== undefined ? [] : [plugin])))
  return problems.filter(({plugin, used}) => !used || !unused.has(plugin))
}
