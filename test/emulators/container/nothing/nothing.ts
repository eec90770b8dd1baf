import {rmSync} from 'node:fs'
import {join} from 'node:path'
import type {Backing, MakeBacking} from '../backing.ts'
import {guests} from './guests.ts'
import {layouts} from './layouts.ts'

/** Nothing real: what the tool says and remembers can be shown without it. Guests have a handful of programs, and images are archives. */
export const nothing: MakeBacking = ({directory}): Backing => {
  const own = join(directory, 'behind')
  const nothingToDo = async () => undefined
  return {
    network: {create: nothingToDo, remove: nothingToDo},
    volume: {create: nothingToDo, remove: nothingToDo},
    container: guests(join(own, 'guests')),
    image: layouts(join(own, 'blobs')),
    removeAll: async () => rmSync(own, {recursive: true, force: true}),
  }
}
