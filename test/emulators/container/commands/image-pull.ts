import {pullImage} from '../daemon/images.ts'
import type {Call} from '../grammar/command.ts'
import {askedPlatform} from '../spec/references.ts'

/** Prints nothing. Without a platform all of them come. */
export async function pull(call: Call): Promise<void> {
  const platform = askedPlatform(call)
  await pullImage(call.mac, call.args[0] as string, {...(platform === undefined ? {} : {platform}), scheme: call.one('scheme') === 'http' ? 'http' : 'https'})
}
