import {readFile, stat} from 'node:fs/promises'
import {join} from 'node:path'
import type {ImageRecipe} from '../../contract/index.js'
import type {FakeFile} from './fake-archive.js'

/** What building a recipe gives. */
export interface FakeBuilt {
  readonly labels: Readonly<Record<string, string>>
  readonly files: readonly FakeFile[]
}

/** Carries out a Containerfile of FROM, ARG, LABEL and COPY of single files; anything else fails. `step` is called before each instruction. */
export async function buildFake({directory, target, args, labels}: ImageRecipe, step: (line: string) => Promise<void>): Promise<FakeBuilt> {
  const stages = new Map<string, Stage>()
  let current: Stage = {labels: {}, files: []}
  let name = ''
  const values = new Map<string, string>()
  const fill = (text: string) => text.replace(/\$\{(\w+)\}/g, (_, variable: string) => values.get(variable) ?? '')

  for (const line of (await readFile(join(directory, 'Containerfile'), 'utf8')).split('\n').filter((text) => text.trim() !== '')) {
    const [word = '', ...rest] = line.trim().split(' ')
    // The stage that is asked for is over.
    if (word === 'FROM' && name !== '' && name === target) break
    await step(line)
    switch (word) {
      case 'FROM': {
        const base = rest[0] === 'scratch' ? {labels: {}, files: []} : stages.get(rest[0] ?? '')
        if (!base) throw new Error(`no image ${rest[0]}`)
        current = {labels: {...base.labels}, files: [...base.files]}
        name = rest[2] ?? ''
        if (name !== '') stages.set(name, current)
        break
      }
      case 'ARG': {
        const [variable = '', standard = ''] = rest.join(' ').split('=')
        values.set(variable, args[variable] ?? standard)
        break
      }
      case 'LABEL': {
        const [, label = '', value = ''] = /^LABEL ([^=]+)="(.*)"$/.exec(line) ?? []
        current.labels[label] = fill(value)
        break
      }
      case 'COPY':
        current.files.push(await copied(directory, rest[0] ?? '', rest[1] ?? ''))
        break
      default:
        throw new Error(`unknown instruction: ${line}`)
    }
  }
  return {labels: {...current.labels, ...labels}, files: current.files}
}

interface Stage {
  readonly labels: Record<string, string>
  readonly files: FakeFile[]
}

async function copied(directory: string, from: string, to: string): Promise<FakeFile> {
  const file = join(directory, from)
  const [content, {mode}] = await Promise.all([readFile(file), stat(file)])
  return {path: to.replace(/^\//, ''), mode: mode & 0o7777, content}
}
