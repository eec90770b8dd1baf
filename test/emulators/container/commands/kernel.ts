import {resolve} from 'node:path'
import {NotEmulated, UsageError} from '../failure.ts'
import type {Call} from '../grammar/command.ts'
import {installFile, installProfile, recommended} from '../kernels/files.ts'
import {read} from '../store.ts'
import {atLeast} from '../version.ts'

/** New containers get it; those that have booted keep theirs. */
export async function set(call: Call): Promise<void> {
  const {version} = read(call.mac).settings
  const force = call.is('force')
  const [tar, binary] = [call.one('tar'), call.one('binary')]
  if (call.is('recommended')) {
    call.err('Installing the recommended kernel...')
    return installProfile(call.mac, recommended(version), {force})
  }
  if (tar !== undefined && /^https?:/.test(tar) && call.one('digest') === undefined && atLeast(version, '1.2.0')) throw new UsageError("'--digest' is required when '--tar' is a remote URL")
  if (tar !== undefined) throw new NotEmulated('system kernel set --tar')
  if (binary === undefined) throw new UsageError("Missing argument '--binary'")
  installFile(call.mac, resolve(binary), {force})
}
