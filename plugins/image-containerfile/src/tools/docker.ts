import type {Arch} from 'kina/plugin'
import type {BuildHost, BuildTool} from './build-tool.js'

/** `docker build`, the classic builder and BuildKit alike: both pull only what is missing and reuse layers. */
export const docker: BuildTool = {
  program: 'docker',
  info: ['docker', 'info', '--format', '{{json .}}'],
  readInfo,
  globalArgs: () => [],
  // The classic builder otherwise keeps the container of a step that failed; BuildKit has none, and takes no notice.
  buildFlags: () => ['--force-rm'],
}

interface DockerInfo {
  readonly ServerErrors?: readonly string[]
  readonly ServerVersion: string
  readonly Architecture: string
  readonly CgroupVersion?: string
  readonly DefaultRuntime?: string
}

/** Docker names the machine as `uname -m` does. */
const ARCHES: Readonly<Record<string, Arch>> = {x86_64: 'amd64', amd64: 'amd64', aarch64: 'arm64', arm64: 'arm64'}

function readInfo(info: unknown): BuildHost {
  const {ServerErrors, ServerVersion, Architecture, CgroupVersion, DefaultRuntime} = info as DockerInfo
  // Clients before 23.0 say so here, and end with success.
  if (ServerErrors?.length) throw new Error(`docker does not work: ${ServerErrors.join('; ')}`)
  return {version: ServerVersion, arch: ARCHES[Architecture] ?? null, cgroup: CgroupVersion === '2' ? 2 : 1, ociRuntime: DefaultRuntime ?? 'runc'}
}
