import {Failure} from '../failure.ts'
import type {ImageRecord, ImageVariant, MacState, Platform} from '../state.ts'

/** `alpine` is `docker.io/library/alpine:latest`. */
export function fullReference(given: string): string {
  const [name = '', digest] = given.split('@')
  const slash = name.indexOf('/')
  const first = slash === -1 ? '' : name.slice(0, slash)
  const hasHost = /[.:]/.test(first) || first === 'localhost'
  const path = hasHost ? name : `docker.io/${slash === -1 ? `library/${name}` : name}`
  const tagged = path.lastIndexOf(':') > path.lastIndexOf('/')
  if (!/^[\w.:/-]+$/.test(path) || path !== path.toLowerCase().slice(0, path.length - tagOf(path).length) + tagOf(path)) throw new Failure('invalidArgument', `invalid reference format: ${given}`)
  return `${path}${tagged || digest !== undefined ? '' : ':latest'}${digest === undefined ? '' : `@${digest}`}`
}

function tagOf(path: string): string {
  return path.lastIndexOf(':') > path.lastIndexOf('/') ? path.slice(path.lastIndexOf(':')) : ''
}

export function imageOf(state: MacState, given: string): {readonly reference: string; readonly image: ImageRecord} | undefined {
  const reference = fullReference(given)
  const image = state.images[reference]
  return image === undefined ? undefined : {reference, image}
}

export function parsePlatform(text: string): Platform {
  const [os, architecture, variant] = text.split('/')
  if (os !== 'linux' || architecture === undefined || architecture === '') throw new Failure('invalidArgument', `invalid platform: ${text}`)
  return {os, architecture: ARCHITECTURES[architecture] ?? architecture, ...(variant === undefined ? {} : {variant})}
}

const ARCHITECTURES: Readonly<Record<string, string>> = {aarch64: 'arm64', x86_64: 'amd64', 'x86-64': 'amd64'}

export function variantFor(reference: string, image: ImageRecord, platform: Platform): ImageVariant {
  const found = image.variants.find((variant) => variant.platform.architecture === platform.architecture)
  if (found !== undefined) return found
  throw new Failure('notFound', `image ${reference} has no content for platform linux/${platform.architecture}; available platforms: ${image.variants.map((variant) => `linux/${variant.platform.architecture}`).join(', ')}`)
}

/** `--platform`, then the environment (with a word about it), then `--arch`, then this machine. Undefined: nothing was said. */
export function askedPlatform(call: {one(flag: string): string | undefined; err(line: string): void}): Platform | undefined {
  const [platform, fromEnvironment, arch] = [call.one('platform'), process.env['CONTAINER_DEFAULT_PLATFORM'], call.one('arch')]
  if (platform !== undefined) return parsePlatform(platform)
  if (fromEnvironment !== undefined && fromEnvironment !== '') {
    call.err(`using platform ${fromEnvironment} from CONTAINER_DEFAULT_PLATFORM`)
    return parsePlatform(fromEnvironment)
  }
  return arch === undefined ? undefined : parsePlatform(`linux/${arch}`)
}
