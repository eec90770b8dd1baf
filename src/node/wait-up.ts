import type {Node} from '../contract/index.js'
import {KinaError} from '../errors.js'
import {waitFor} from '../readiness/wait.js'

/** How long a node may take until systemd can be asked, in milliseconds. By hand: half a second. */
const UP_DEADLINE = 60_000

/** Waits until systemd answers inside the node: for an image of which nothing else is known to work. */
export async function waitUp(node: Node, signal: AbortSignal): Promise<void> {
  const {exitCode} = await node.exec(['sh', '-c', 'command -v systemctl > /dev/null'], {allowFailure: true})
  if (exitCode !== 0) throw new KinaError({code: 'E_NODE_BOOT', node: node.name, message: `${node.name}: its image has no systemd`})
  await waitFor(
    async () => {
      const {exitCode, stdout, stderr} = await node.exec(['systemctl', 'is-system-running'], {allowFailure: true})
      // "offline": systemd is not the first process, or not yet.
      const state = stdout.trim()
      return exitCode === 0 || ANSWERS.includes(state) ? {met: true} : {met: false, reason: state || stderr.trim() || `exit code ${exitCode}`}
    },
    {name: `${node.name}: systemd`, deadline: UP_DEADLINE, signal, code: 'E_NODE_BOOT', node: node.name, next: ['Start the image with the runtime’s own command, and look at its console.']},
  )
}

const ANSWERS = ['initializing', 'starting', 'degraded', 'maintenance']
