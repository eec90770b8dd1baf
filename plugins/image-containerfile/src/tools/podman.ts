import type {Arch, ImageRecipe} from 'kina/plugin'
import type {BuildHost, BuildTool} from './build-tool.js'
import {withoutLeftovers} from './without-leftovers.js'

/** `podman build`. Unlike `podman run` it asks for no limit that a host without CAP_SYS_RESOURCE refuses. */
export const podman: BuildTool = {
  program: 'podman',
  info: ['podman', 'info', '--format', 'json'],
  readInfo,
  // crun refuses the hybrid of cgroup v1 and v2 in builds too.
  globalArgs: ({cgroup, ociRuntime}) => (cgroup === 1 && ociRuntime !== 'runc' ? ['--runtime', 'runc'] : []),
  buildFlags: ({args}) => ['--layers', `--pull=${pullPolicy(args)}`, ...timestamp(args)],
  tidy: withoutLeftovers,
}

interface PodmanInfo {
  readonly host: {readonly arch: string; readonly cgroupVersion: string; readonly ociRuntime: {readonly name: string} | null}
  readonly version: {readonly Version: string}
}

function readInfo(info: unknown): BuildHost {
  const {host, version} = info as PodmanInfo
  return {version: version.Version, arch: host.arch as Arch, cgroup: host.cgroupVersion === 'v1' ? 1 : 2, ociRuntime: host.ociRuntime?.name ?? ''}
}

/** BuildKit takes the argument of that name by itself: the time that files and image bear, so that the same files make the same image. */
function timestamp({SOURCE_DATE_EPOCH: time}: ImageRecipe['args']): readonly string[] {
  return time === undefined ? [] : [`--timestamp=${time}`]
}

/** What lies under localhost/ was made here; asking a registry of that name would only hide that it is gone. */
function pullPolicy(args: ImageRecipe['args']): 'missing' | 'never' {
  return Object.values(args).some((value) => value.startsWith('localhost/')) ? 'never' : 'missing'
}
