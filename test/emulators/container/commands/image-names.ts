import {nameImage, unnameImage} from '../daemon/images.ts'
import {asFailure, Failure} from '../failure.ts'
import type {Call} from '../grammar/command.ts'
import {fullReference, imageOf} from '../spec/references.ts'
import {read} from '../store.ts'

export async function tag(call: Call): Promise<void> {
  const [source = '', target = ''] = call.args
  const found = imageOf(read(call.mac), source)
  if (found === undefined) throw new Failure('notFound', `image with reference ${fullReference(source)}`)
  await nameImage(call.mac, fullReference(target), found.image)
  call.out(target)
}

/** Forced, what is not there is no error. */
export async function remove(call: Call): Promise<void> {
  if (call.args.length === 0 && !call.is('all')) throw new Failure('invalidArgument', 'no image specified and --all not supplied')
  if (call.args.length > 0 && call.is('all')) throw new Failure('invalidArgument', 'explicitly supplied images conflict with the --all flag')
  const failed: string[] = []
  for (const given of call.is('all') ? Object.keys(read(call.mac).images) : call.args) {
    try {
      call.out(await unnameImage(call.mac, given))
    } catch (error) {
      const failure = asFailure(error)
      if (failure.code === 'notFound' && call.is('force')) continue
      call.err(`failed to delete ${given}: ["error": "${failure.message}"]`)
      failed.push(given)
    }
  }
  if (failed.length > 0) throw new Failure('internalError', `failed to delete one or more images: [${failed.map((name) => `"${name}"`).join(', ')}]`)
}
