import {mkdir, mkdtemp, readFile, rm, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import type {BuildOrder} from '../../backing.ts'
import type {ImageRecord} from '../../state.ts'
import {lastWords} from '../command.ts'
import type {Mac} from '../mac.ts'
import {pinBases} from './base-images.ts'
import {runBuild} from './build-process.ts'
import {adopt, imageOf} from './describe.ts'
import {fullReference} from '../../spec/references.ts'

/** `podman build`, with Podman's cache of layers, from images of the emulated store alone. */
export async function build(mac: Mac, order: BuildOrder): Promise<ImageRecord> {
  await mkdir(mac.directory, {recursive: true})
  const place = await mkdtemp(join(mac.directory, 'build-'))
  try {
    const file = join(place, 'Containerfile')
    await writeFile(file, pinBases(await readFile(order.file, 'utf8'), order.args, (reference) => baseOf(reference, order)))
    const idFile = join(place, 'id')
    let last = ''
    const onLine = (line: string) => {
      order.log(line)
      if (line.trim() !== '') last = line
    }
    const code = await runBuild(buildArgs(order, {file, idFile}), {place, onLine})
    if (code !== 0) throw new Error(`failed to solve: ${lastWords(last) || `exit code ${code}`}`)
    return imageOf([await adopt(mac, (await readFile(idFile, 'utf8')).trim())])
  } finally {
    await rm(place, {recursive: true, force: true})
  }
}

/** Pure. */
export function buildArgs({directory, target, args, labels, platform, noCache}: BuildOrder, {file, idFile}: {readonly file: string; readonly idFile: string}): string[] {
  return [
    ...['build', '--file', file, '--iidfile', idFile, '--pull=never', '--force-rm'],
    noCache ? '--no-cache' : '--layers',
    ...(target === undefined ? [] : ['--target', target]),
    ...(platform.architecture === hostArchitecture() ? [] : ['--platform', [platform.os, platform.architecture, platform.variant].filter(Boolean).join('/')]),
    ...pairs('--build-arg', args),
    ...pairs('--label', labels),
    directory,
  ]
}

/** As images name it. */
export function hostArchitecture(): string {
  return process.arch === 'x64' ? 'amd64' : process.arch
}

/** Where the store has none, or shall not be asked, the real builder asks a registry; here none answers. */
function baseOf(reference: string, {images, platform, pull}: BuildOrder): string {
  const name = fullReference(reference)
  const image = pull ? undefined : images[name]
  if (image === undefined) throw new Error(`failed to solve: ${reference}: failed to resolve source metadata for ${name}: no registry answers`)
  const variant = image.variants.find((one) => one.platform.architecture === platform.architecture)
  if (variant === undefined) throw new Error(`failed to solve: ${reference}: no match for platform in manifest`)
  return variant.behind
}

function pairs(flag: string, values: Readonly<Record<string, string>>): string[] {
  return Object.entries(values)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([name, value]) => [flag, `${name}=${value}`])
}
