import assert from 'node:assert/strict'
import {chmod, mkdtemp, rm, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {delimiter, join} from 'node:path'
import {execa} from 'execa'

/** A directory with a program that stands before the real one of its name. */
export interface WrappedProgram {
  readonly directory: string
  /** PATH with the directory first. */
  readonly path: string
  remove(): Promise<void>
}

/** `script` is one of POSIX sh, without its first line; it gets the path of the real program, and its own directory. */
export async function wrappedProgram(name: string, script: (real: string, directory: string) => string): Promise<WrappedProgram> {
  const {stdout: real, exitCode} = await execa('sh', ['-c', `command -v ${name}`], {reject: false})
  assert.equal(exitCode, 0, `${name} is not on PATH`)
  const directory = await mkdtemp(join(tmpdir(), 'kina-wrapped-'))
  const file = join(directory, name)
  await writeFile(file, `#!/bin/sh\n${script(real, directory)}`)
  await chmod(file, 0o755)
  return {directory, path: `${directory}${delimiter}${process.env['PATH']}`, remove: () => rm(directory, {recursive: true, force: true})}
}
