import {execFile} from 'node:child_process'
import {promisify} from 'node:util'

/** Containers in which Podman builds, of whoever it is. */
export async function workingContainers(): Promise<string[]> {
  const {stdout} = await promisify(execFile)('podman', ['ps', '--all', '--external', '--format', '{{.Names}}', '--filter', 'name=working-container'])
  return stdout.split('\n').filter(Boolean).sort()
}
