import {join} from 'node:path'
import {contextFor, type App} from '../../app.js'
import type {Arch, StoredImage} from '../../contract/index.js'
import {messageOf} from '../../errors.js'
import {withScratch} from '../../node-image/scratch.js'
import {nodeVersions} from '../../node-image/versions.js'
import {IMAGE_LABELS} from '../../plan/labels.js'
import type {SelectedRuntime} from '../../registry/select-runtime.js'
import {failed} from '../check.js'
import {programOf} from '../checks/kubeadm-image.js'
import type {Verification} from '../verify.js'
import {foreignChecks, KIND_VERSION, SYSCTLS} from './checks.js'
import {readContents, type Contents} from './contents.js'
import {emulatorFor, type Emulator} from './emulator.js'
import {pathsOf} from './programs.js'
import {saveLayers} from './saved-layers.js'
import {inStore, STORE_BLOBS, STORE_NAMES, type ForeignSubject} from './subject.js'

export interface ForeignOptions {
  readonly runtime: SelectedRuntime
  readonly ref: string
  readonly stored: StoredImage
  readonly arch: Arch
  /** Default: QEMU, where it is there. */
  readonly emulator?: Emulator | string
}

/** Larger documents than this are none, in bytes. */
const DOCUMENT = 1 << 20

/** Looks at all files of an image for another kind of machine, and lets its programs say their versions where QEMU can run them. */
export async function verifyForeign(app: App, {runtime, ref, stored, arch, emulator: given}: ForeignOptions, progress: (text: string) => void): Promise<Pick<Verification, 'kubernetes' | 'good' | 'checks'>> {
  const ctx = contextFor(app, 'runtime', runtime.name)
  const kubernetes = stored.labels[IMAGE_LABELS.kubernetes] ?? null
  const versions = kubernetes === null ? null : nodeVersions(kubernetes)
  const emulator = given ?? (await emulatorFor(arch, ctx))
  return withScratch(app, async (directory) => {
    progress('saving')
    const layers = await saveLayers(runtime.provider.images, ref, directory, ctx)
    progress('reading')
    const programs = new Set((versions?.components ?? []).flatMap(pathsOf))
    const inImages = new Set(Object.keys(versions?.images ?? {}).map((name) => programOf(name).program))
    const contents = await readContents(layers, {
      directory: join(directory, 'programs'),
      texts: (path, size) => path === KIND_VERSION || path === SYSCTLS || STORE_NAMES.test(path) || (STORE_BLOBS.test(path) && size <= DOCUMENT),
      copies: (path) => typeof emulator !== 'string' && (programs.has(path) || inImages.has(inStore(path) ?? '')),
    })
    const known = {own: stored.labels[IMAGE_LABELS.inputs] !== undefined, kubernetes, versions, arch, contents, emulator}
    const subject: ForeignSubject = {...known, kubeadm: await kubeadmImages(known)}
    const checks = []
    for (const {id, title, look} of foreignChecks(subject)) {
      progress(title)
      const finding = await Promise.resolve(look(subject)).catch((error: unknown) => {
        app.signal.throwIfAborted()
        return failed(messageOf(error))
      })
      checks.push({id, title, ...finding})
    }
    return {kubernetes, checks, good: checks.every(({status}) => status !== 'failed')}
  })
}

/** As the image's own kubeadm names them, where it can be asked; else those of kina's recipe. */
async function kubeadmImages({contents, emulator, kubernetes, versions}: {contents: Contents; emulator: Emulator | string; kubernetes: string | null; versions: ForeignSubject['versions']}): Promise<ForeignSubject['kubeadm']> {
  const kubeadm = contents.copies.get('/usr/bin/kubeadm')
  if (typeof emulator === 'string' || kubeadm === undefined || kubernetes === null) return {images: Object.values(versions?.images ?? {})}
  const ran = await emulator([kubeadm, 'config', 'images', 'list', '--kubernetes-version', kubernetes])
  if (!ran.good) return {images: [], why: `kubeadm cannot name its images: ${ran.why}`}
  return {images: ran.text.split('\n').filter((line) => /^\S+:\S+$/.test(line))}
}
