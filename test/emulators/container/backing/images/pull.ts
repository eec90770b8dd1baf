import type {ImageRecord, Platform} from '../../state.ts'
import {podman} from '../command.ts'
import type {Mac} from '../mac.ts'
import {adopt, imageOf} from './describe.ts'

/** From a registry, through Podman. Without a platform only this machine's comes: Podman pulls one at a time. */
export async function pull(mac: Mac, reference: string, {platform, scheme}: {readonly platform?: Platform; readonly scheme: 'http' | 'https'}): Promise<ImageRecord> {
  const id = await podman([
    ...['pull', '--quiet', `--tls-verify=${scheme === 'https'}`],
    ...(platform === undefined ? [] : ['--platform', [platform.os, platform.architecture, platform.variant].filter(Boolean).join('/')]),
    reference,
  ])
  return imageOf([await adopt(mac, id.trim().split('\n').at(-1) ?? '')])
}
