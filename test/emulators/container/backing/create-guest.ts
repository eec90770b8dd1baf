import {randomUUID} from 'node:crypto'
import {mkdir, readFile, rename, rm, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {fileURLToPath} from 'node:url'
import type {ContainerRecord} from '../state.ts'
import {podman} from './command.ts'
import {filesOf, labelOf, realName, rootVolume, type GuestFiles, type Mac} from './mac.ts'

/** Annotation by which Podman knows for whom the hook is, and the hook where to read. */
const GUEST = 'io.kina.emulated-guest'

export async function createGuest(mac: Mac, container: ContainerRecord, input: Input = {interactive: false}): Promise<void> {
  const files = filesOf(mac, container.id)
  await rm(files.place, {recursive: true, force: true})
  await mkdir(files.place, {recursive: true})
  await writeHook(mac)
  await podman(createArgs(mac, container, {...input, files}))
}

export interface Input {
  /** PID 1 can be given a standard input, which Podman must know before. */
  readonly interactive: boolean
}

/** What the hook cannot change later; all else it takes from the record at each start. Pure. */
export function createArgs(mac: Mac, container: ContainerRecord, {files, interactive}: Input & {readonly files: Pick<GuestFiles, 'place' | 'pid' | 'realId' | 'console'>}): string[] {
  const {id, init, networks, image, mounts, capabilities} = container
  const ownVar = mounts.some(({destination}) => destination.replace(/\/+$/, '') === '/var')
  return [
    // A call that was killed may have left one of this name.
    ...['create', '--replace', '--name', realName(mac, id), '--label', labelOf(mac), '--annotation', `${GUEST}=${files.place}`],
    ...['--pidfile', files.pid, '--cidfile', files.realId, '--log-driver=k8s-file', '--log-opt', `path=${files.console}`],
    ...['--pull=never', '--systemd=false', '--init=false', '--restart=no', '--no-hosts', '--dns=none', '--cgroupns=private', '--image-volume=ignore'],
    ...(interactive ? ['--interactive'] : []),
    ...(init.terminal ? ['--tty'] : []),
    // The hook's word is final for PID 1; this is what Podman gives those it starts beside it.
    ...(capabilities === 'ALL' ? ['--cap-add=ALL'] : ['--cap-drop=ALL', ...capabilities.map((name) => `--cap-add=${name}`)]),
    // A guest's root is ext4; Podman's is an overlay, on which containerd and etcd cannot work.
    ...(ownVar ? [] : ['--volume', `${rootVolume(mac, id)}:/var:suid,exec,dev`]),
    ...mounts.flatMap((mount) => (mount.type === 'volume' ? ['--volume', `${realName(mac, mount.name)}:${mount.destination}:suid,exec,dev${mount.readOnly ? ',ro' : ''}`] : [])),
    ...(networks.length === 0 ? ['--network=none'] : networks.flatMap(({network}) => ['--network', realName(mac, network)])),
    // What the image would run says nothing here.
    ...['--entrypoint', '[]', image.behind, init.executable],
  ]
}

/** Arguments before `start`. */
export function hookArgs({directory}: Mac): string[] {
  return ['--hooks-dir', join(directory, 'hooks')]
}

/** Podman reads it as the OCI hooks schema 1.0.0 says. */
async function writeHook(mac: Mac): Promise<void> {
  const text = JSON.stringify({
    version: '1.0.0',
    hook: {path: process.execPath, args: ['node', '--no-warnings', fileURLToPath(new URL('hook.ts', import.meta.url))]},
    when: {annotations: {[`^${GUEST.replaceAll('.', '\\.')}$`]: `^${mac.directory.replaceAll(/[.+]/g, '\\$&')}/`}},
    stages: ['precreate'],
  })
  const directory = join(mac.directory, 'hooks')
  const file = join(directory, 'guest.json')
  if ((await readFile(file, 'utf8').catch(() => '')) === text) return
  await mkdir(directory, {recursive: true})
  const draft = join(directory, randomUUID())
  await writeFile(draft, text)
  await rename(draft, file)
}
