import {readFile, rm} from 'node:fs/promises'
import {join} from 'node:path'
import {wrappedProgram} from './wrapped-program.js'

/** What goes wrong with one call of a program: it does nothing, or what it did is not told. */
export type Fault = 'before' | 'after'

/** A program first on PATH that counts its calls and fails one of them, with exit code 125 and words of its own; otherwise it is the real one. */
export interface FailingProgram {
  /** The environment of who calls it. `call` counts from 1, anew each time. */
  failing(call: number, fault: Fault): Promise<Record<string, string>>
  /** The call that failed; empty: it was not made. */
  failedCall(): Promise<string>
  remove(): Promise<void>
}

/** What a call that fails says: Podman's words when it has no locks left. */
export const FAULT = 'allocating lock for new container: no locks available'

export async function failingProgram(name: string): Promise<FailingProgram> {
  const {directory, path, remove} = await wrappedProgram(
    name,
    (real, own) => `exec 9>>${own}/calls
flock 9
printf . >&9
n=$(stat -c %s ${own}/calls)
exec 9>&-
if [ "$n" != "$KINA_TEST_FAIL" ]; then exec ${real} "$@"; fi
if [ "$KINA_TEST_FAULT" = after ]; then ${real} "$@" >/dev/null 2>&1; fi
echo "$*" >${own}/failed
echo 'Error: ${FAULT}' >&2
exit 125
`,
  )
  const files = ['calls', 'failed'].map((file) => join(directory, file)) as [string, string]
  return {
    async failing(call, fault) {
      await Promise.all(files.map((file) => rm(file, {force: true})))
      return {PATH: path, KINA_TEST_FAIL: String(call), KINA_TEST_FAULT: fault}
    },
    failedCall: async () => (await readFile(files[1], 'utf8').catch(() => '')).trim(),
    remove,
  }
}
