import {failure, inspectAll, listIds, sayNotFound, type Tool} from './tool.js'

interface Twin {
  readonly Id: string
  readonly Name: string
  readonly Created: string
}

/**
 * Leaves one of the cluster's networks of this name. Docker makes a second of the same name when two are asked for at once, with other
 * addresses, and refuses the name from then on. Whoever looks, keeps the same: the first that was made. True when there were several.
 */
export async function removeTwins(tool: Tool, name: string, cluster: string): Promise<boolean> {
  if (!tool.dialect.namesRepeat) return false
  const networks = await inspectAll<Twin>(tool, 'network', await listIds(tool, 'network', cluster))
  const [kept, ...others] = networks.filter(({Name}) => Name === name).sort((a, b) => Date.parse(a.Created) - Date.parse(b.Created) || (a.Id < b.Id ? -1 : 1))
  if (kept === undefined || others.length === 0) return false
  tool.ctx.log.debug(`${others.length + 1} networks are called ${name}; ${kept.Id.slice(0, 12)} stays`)
  for (const {Id} of others) {
    const argv = tool.cli.remove('network', Id)
    const result = await tool.ctx.exec(argv, {allowFailure: true})
    if (result.exitCode !== 0 && !sayNotFound(result)) throw failure(argv, result)
  }
  return true
}
