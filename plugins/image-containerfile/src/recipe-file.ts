import {mkdir, mkdtemp, readFile, rm, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import type {ImageRecipe} from 'kina/plugin'
import type {BuildTool} from './tools/build-tool.js'

export interface AdaptOptions {
  readonly tool: BuildTool
  /** Where a Containerfile may be put for the length of the build: the recipe's own directory is not the builder's. */
  readonly directory: string
}

/** The recipe as the tool takes it, with the Containerfile to build from. */
export async function withRecipe<T>(recipe: ImageRecipe, {tool, directory}: AdaptOptions, use: (adapted: ImageRecipe & {readonly file: string}) => Promise<T>): Promise<T> {
  const own = `${recipe.directory}/Containerfile`
  if (!tool.adapt) return use({...recipe, file: own})
  const {containerfile, args, labels} = tool.adapt(recipe, await readFile(own, 'utf8'))
  if (containerfile === null) return use({...recipe, args, labels, file: own})
  await mkdir(directory, {recursive: true})
  const made = await mkdtemp(join(directory, 'containerfile-'))
  try {
    const file = join(made, 'Containerfile')
    await writeFile(file, containerfile)
    return await use({...recipe, args, labels, file})
  } finally {
    await rm(made, {recursive: true, force: true})
  }
}
