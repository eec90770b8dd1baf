import type {NodeImageDescription, NodeImageList} from '../node-image/list.js'
import {sourceDate} from '../node-image/versions.js'
import {age} from './age.js'
import {bytes} from './bytes.js'
import {table} from './table.js'

/** The images as a table, and what the cache takes. */
export function nodeImageText({images, cache}: NodeImageList, now: number): string {
  const list = images.length === 0 ? 'There are no node images. Build one: kina image build' : table(HEAD, images.map((image) => row(image, now)))
  return `${list}\n\nCache: ${bytes(cache.size)} in ${cache.path}`
}

const HEAD = ['IMAGE', 'KUBERNETES', 'ARCH', 'SIZE', 'AGE', 'CURRENT', 'RUNTIME', 'USED BY']

function row({ref, own, kubernetes, arch, size, created, current, runtime, usedBy}: NodeImageDescription, now: number): string[] {
  return [ref, kubernetes || '-', arch || '-', bytes(size), ageOf(created, now), own ? (current ? 'yes' : 'no') : 'not kina’s', runtime, usedBy.join(', ') || '-']
}

/** A reproducible image bears the time of its inputs, which says nothing about its age. */
function ageOf(created: string, now: number): string {
  return Date.parse(created) / 1000 === sourceDate ? '-' : age(created, now)
}
