import type {Command, Config} from '@oclif/core'

/** The commands of an installed plugin, without those of which kina has one by that name: its own always win, and it says so. */
export function withoutTaken(commands: readonly Command.Loadable[], bundled: Config): {commands: Command.Loadable[]; taken: string[]} {
  const names = new Set(bundled.commandIDs)
  const taken = commands.flatMap(({id, aliases = [], hiddenAliases = []}) => [id, ...aliases, ...hiddenAliases].filter((name) => names.has(spelt(name))))
  const free = (name: string) => !names.has(spelt(name))
  return {
    commands: commands.filter(({id}) => free(id)).map((command) => ({...command, aliases: (command.aliases ?? []).filter(free), hiddenAliases: (command.hiddenAliases ?? []).filter(free)})),
    taken: taken.length === 0 ? [] : [`not its command ${taken.map((name) => `"${name.replaceAll(':', ' ')}"`).join(', ')}: kina has one of that name`],
  }
}

/** Aliases may be written with spaces; oclif keeps them with colons. */
function spelt(name: string): string {
  return name.trim().replaceAll(' ', ':')
}
