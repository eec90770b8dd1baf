import type {Argv, ImageRecipe} from 'kina/plugin'
import type {BuildHost, BuildTool} from './tools/build-tool.js'

/** The command line that builds one recipe. Pure. */
export function buildArgs(recipe: ImageRecipe, tool: BuildTool, host: BuildHost): Argv {
  return commandLine({...recipe, file: `${recipe.directory}/Containerfile`}, tool, host)
}

/** The same, of a Containerfile that lies elsewhere. */
export function commandLine(recipe: ImageRecipe & {readonly file: string}, tool: BuildTool, host: BuildHost): Argv {
  const {ref, arch, directory, file, target, args, labels} = recipe
  return [
    ...[tool.program, ...tool.globalArgs(host), 'build', '--file', file],
    ...(target === undefined ? [] : ['--target', target]),
    // Said only where it differs: a base image that was made here may not carry it.
    ...(arch === host.arch ? [] : ['--platform', `linux/${arch}`]),
    ...tool.buildFlags(recipe),
    ...pairs('--build-arg', args),
    ...pairs('--label', labels),
    ...['--tag', ref, directory],
  ] as unknown as Argv
}

function pairs(flag: string, values: Readonly<Record<string, string>>): string[] {
  return Object.entries(values)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([name, value]) => [flag, `${name}=${value}`])
}
