import type {ImageRecipe} from 'kina/plugin'

/**
 * The arguments that build one recipe. Pure.
 * @param hostArch - of the machine that builds, as Go writes it
 */
export function buildArgs({ref, arch, directory, target, args, labels}: ImageRecipe, hostArch: string): string[] {
  // A base that was made on this machine has a name under localhost/, and no registry to be asked for it.
  const pull = Object.values(args).some((value) => value.startsWith('localhost/')) ? 'never' : 'missing'
  return [
    ...['build', '--file', `${directory}/Containerfile`, '--layers', `--pull=${pull}`],
    ...(target === undefined ? [] : ['--target', target]),
    ...(arch === hostArch ? [] : ['--platform', `linux/${arch}`]),
    ...Object.entries(args).flatMap(([name, value]) => ['--build-arg', `${name}=${value}`]),
    ...Object.entries(labels).flatMap(([name, value]) => ['--label', `${name}=${value}`]),
    ...['--tag', ref, directory],
  ]
}
