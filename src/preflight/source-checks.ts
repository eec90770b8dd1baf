import {contextFor, type App} from '../app.js'
import type {Packages} from '../contract/index.js'
import {chooseSource} from '../node-image/choose-source.js'
import {hostArch} from '../node-image/arch.js'
import {hostOf} from '../node-image/node-image.js'
import {nodeVersions} from '../node-image/versions.js'
import type {Workshop} from '../node-image/workshop.js'
import {KinaError, messageOf} from '../errors.js'
import {ok, type Check, type Finding} from './check.js'

/** What building from Go modules and Debian's packages needs beyond Go itself. */
const BUILD_TOOLS: readonly {readonly argv: readonly [string, ...string[]]; readonly what: string; readonly packages: Packages}[] = [
  {argv: ['cc', '--version'], what: 'C compiler', packages: {apt: ['gcc', 'libc6-dev'], dnf: ['gcc', 'glibc-static']}},
  {argv: ['pkg-config', '--exists', 'libseccomp'], what: 'libseccomp’s headers', packages: {apt: ['libseccomp-dev', 'pkg-config'], dnf: ['libseccomp-static', 'pkgconf']}},
  {argv: ['mmdebstrap', '--version'], what: 'mmdebstrap', packages: {apt: ['mmdebstrap'], dnf: ['mmdebstrap']}},
]

/** Whether a node image can be made here, and how. */
export const SOURCE_CHECKS: readonly Check[] = [{title: 'Programs of a node', look: sources}]

async function sources(app: App): Promise<Finding> {
  const shop: Workshop = {ctx: contextFor(app, 'core', 'doctor'), cacheRoot: app.cacheRoot, arch: hostArch(), host: hostOf(app)}
  const components = nodeVersions(app.defaults.kubernetes).components.filter(({node}) => node !== undefined)
  try {
    const {source, reason} = await chooseSource('auto', components, shop)
    if (source === 'release') return ok(`downloaded from upstream (${reason})`)
    const lacking = await missingTools(app)
    if (lacking.length === 0) return ok(`built with Go (${reason})`)
    return {
      status: 'missing',
      detail: `built with Go (${reason}), but there is no ${lacking.map(({what}) => what).join(', no ')}`,
      fix: `apt-get install ${lacking.flatMap(({packages}) => packages.apt ?? []).join(' ')}`,
      packages: together(lacking.map(({packages}) => packages)),
    }
  } catch (error) {
    const {detail, next} = error instanceof KinaError ? error : {detail: undefined, next: []}
    return {status: 'missing', detail: [messageOf(error), ...(detail === undefined ? [] : [detail])].join('\n'), ...(next.length > 0 && {fix: next.join(' ')})}
  }
}

async function missingTools(app: App): Promise<typeof BUILD_TOOLS> {
  const {exec} = contextFor(app, 'core', 'doctor')
  const results = await Promise.allSettled(BUILD_TOOLS.map(({argv}) => exec(argv)))
  return BUILD_TOOLS.filter((_, i) => results[i]?.status === 'rejected')
}

/** The packages of all, by package manager. */
export function together(all: readonly Packages[]): Packages {
  const result: Partial<Record<keyof Packages, string[]>> = {}
  for (const packages of all) {
    for (const [manager, names] of Object.entries(packages) as [keyof Packages, readonly string[]][]) result[manager] = [...new Set([...(result[manager] ?? []), ...names])]
  }
  return result
}
