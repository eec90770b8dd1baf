import type {InstalledPlugin} from '../plugin-packages/install.js'
import type {PluginDescription} from '../plugin-packages/inventory.js'
import type {OptionSummary} from '../plugin-packages/providers.js'
import type {Registered} from '../plugin-packages/registered.js'
import type {UpdatedPlugin} from '../plugin-packages/update.js'
import {table} from './table.js'

/** `kina plugins`: a line for each provider, and what is wrong below. */
export function pluginsText(plugins: readonly PluginDescription[]): string {
  const rows = plugins.flatMap(({name, version, type, providers}) => {
    const own = providers.map((p) => [`${p.kind} ${p.name}`, String(p.contract), p.options.map((option) => option.name).join(', ')])
    return (own.length > 0 ? own : [[]]).map((cells, i) => [...(i === 0 ? [name, version ?? '-', type] : ['', '', '']), ...cells])
  })
  const problems = plugins.flatMap(({name, problems}) => problems.map((problem) => `  ${name}: ${problem}`))
  const removable = plugins.find(({type, problems}) => type !== 'bundled' && problems.length > 0)
  const remove = removable ? ['', `To remove one: kina plugins uninstall ${removable.name}`] : []
  return [table(['PLUGIN', 'VERSION', 'TYPE', 'REGISTERS', 'CONTRACT', 'OPTIONS'], rows), ...(problems.length > 0 ? ['', 'Problems:', ...problems, ...remove] : [])].join('\n')
}

/** `kina plugins inspect`: everything about one plugin. */
export function pluginText({name, version, type, location, source, providers, commands, problems}: PluginDescription): string {
  const facts = [
    ['Version', version ?? 'unknown'],
    ['Type', type],
    ...(source === undefined ? [] : [['Source', source]]),
    ['Location', location],
    ...(commands.length > 0 ? [['Commands', commands.join(', ')]] : []),
  ]
  const width = Math.max(...facts.map(([label]) => label!.length))
  return [
    name,
    ...facts.map(([label, value]) => `  ${label!.padEnd(width)}   ${value!}`),
    ...providers.flatMap((p) => ['', `  ${p.kind} ${p.name}, contract ${p.contract}${p.summary === '' ? '' : `: ${p.summary}`}`, ...p.options.flatMap(optionLines)]),
    ...(problems.length > 0 ? ['', '  Problems:', ...problems.map((problem) => `    ${problem}`)] : []),
  ].join('\n')
}

/** What stands after an installation. */
export function installedText(plugin: InstalledPlugin): string {
  const from = {kina: ', which came with kina', registry: ' from the registry', file: ' from a file', folder: ' from a folder, packed', url: ''}[plugin.source]
  return `Installed ${plugin.name} ${plugin.version}${from}.\n${registeredText(plugin)}`
}

export function registeredText({name, providers, commands, problems}: Omit<Registered, 'root' | 'takesFrom'>): string {
  return [
    ...(providers.length > 0 ? [`It registers ${providers.map((p) => `${p.kind} ${p.name}`).join(', ')}.`] : []),
    ...(commands.length > 0 ? [`It brings the commands ${commands.map((command) => `kina ${command}`).join(', ')}.`] : []),
    ...problems.map((problem) => `Problem: ${problem}`),
    ...(problems.length > 0 ? [`Remove it: kina plugins uninstall ${name}`] : providers.flatMap((p) => (p.kind === 'image builder' ? [] : [`  kina cluster create --${p.kind} ${p.name}`]))),
  ].join('\n')
}

export function updatedText({name, status, from, to, reason}: UpdatedPlugin): string {
  switch (status) {
    case 'updated':
      return from === to ? `${name}: ${to ?? ''}, new content` : `${name}: ${from === undefined ? 'repaired, ' : `${from} -> `}${to ?? ''}`
    case 'current':
      return `${name}: ${to ?? ''}, nothing newer`
    case 'fixed':
      return `${name}: not updated: ${reason ?? ''}`
    case 'failed':
      return `${name}: failed, as it was before: ${reason ?? ''}`
  }
}

function optionLines({name, type, default: value, description}: OptionSummary): string[] {
  return [`    ${name} (${type}${value === undefined ? '' : `, default ${JSON.stringify(value)}`})`, ...(description === undefined ? [] : [`      ${description}`])]
}
