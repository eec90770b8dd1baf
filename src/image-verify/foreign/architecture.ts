import {failed, ok} from '../check.js'
import {inStore, MACHINES, STORE_BLOBS, type ForeignCheck} from './subject.js'

/** How many wrong files are named. */
const NAMED = 5

/** All that is for one kind of machine is for the one that the image says: its configuration, programs, libraries, and the images in its store. */
export const architecture: ForeignCheck = {
  id: 'architecture',
  title: 'Architecture',
  look({arch, contents}) {
    if (contents.architecture !== arch) return failed(`its label says ${arch}, its configuration ${contents.architecture}`)
    const programs = [...contents.files].filter(([, {machine}]) => machine !== undefined)
    const wrong = programs.filter(([, {machine}]) => machine !== MACHINES[arch]).map(([path]) => path)
    if (wrong.length > 0) return failed(`${wrong.length} programs and libraries are not for ${arch}: ${wrong.slice(0, NAMED).join(' ')}${wrong.length > NAMED ? ' …' : ''}`)
    const images = [...contents.files].filter(([path]) => STORE_BLOBS.test(path)).flatMap(([, {text = ''}]) => architectureOf(text) ?? [])
    const others = images.filter((other) => other !== arch)
    if (others.length > 0) return failed(`${others.length} images in its store are for ${[...new Set(others)].join(', ')}`)
    const stored = programs.filter(([path]) => inStore(path) !== undefined).length
    return ok(`${arch}: ${programs.length - stored} programs and libraries, ${stored} in ${images.length} images`)
  },
}

/** Of a document that is the configuration of an image. */
function architectureOf(text: string): string | undefined {
  try {
    const {architecture, rootfs} = JSON.parse(text) as {architecture?: string; rootfs?: unknown}
    return rootfs === undefined ? undefined : architecture
  } catch {
    return undefined
  }
}
