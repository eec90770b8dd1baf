import type {ClusterContext, Condition} from '../contract/index.js'
import {messageOf} from '../errors.js'
import {waitFor} from '../readiness/wait.js'

/** How long an API may be away while its server, or etcd behind it, is exchanged, in milliseconds. */
const DEADLINE = 120_000

export interface Asked {
  readonly kubectl: ClusterContext['kubectl']
  readonly signal: AbortSignal
}

/** Runs kubectl until it succeeds: an API server that is being exchanged answers again soon. Gives its output. */
export async function persist({kubectl, signal}: Asked, args: readonly string[], stdin?: string): Promise<string> {
  let output = ''
  await waitFor(
    async (): Promise<Condition> => {
      const {exitCode, stdout, stderr} = await kubectl(args, {allowFailure: true, ...(stdin !== undefined && {stdin})})
      output = stdout
      return exitCode === 0 ? {met: true} : {met: false, reason: stderr.trim() || messageOf(`exit code ${exitCode}`)}
    },
    {name: `kubectl ${args.slice(0, 4).join(' ')}`, deadline: DEADLINE, signal, code: 'E_UPGRADE_FAILED'},
  )
  return output
}
