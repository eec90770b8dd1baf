import type {ClusterPlan, Node} from '../contract/index.js'
import {KinaError, messageOf} from '../errors.js'
import {controlPlanes} from '../plan/roles.js'
import {writeFiles, type NodeFile} from './write-file.js'

/** Names of the control planes that a load balancer stands for; the unit kina-load-balancer.service of the image starts where it is. */
const FILE = '/etc/kina/load-balancer.env'

function environment(names: readonly string[]): NodeFile {
  return {path: FILE, text: `KINA_CONTROL_PLANES="${names.join(' ')}"\n`}
}

/** Makes a node the load balancer of the plan's control planes, from now on and at each of its starts. */
export async function startLoadBalancer(node: Node, plan: ClusterPlan): Promise<void> {
  const names = controlPlanes(plan.nodes).map(({name}) => name)
  await writeFiles(node, [environment(names)])
  try {
    await node.exec(['systemctl', 'restart', 'kina-load-balancer.service'])
  } catch (error) {
    throw new KinaError(
      {
        code: 'E_NODE_CREATE',
        message: `The load balancer did not start in node ${node.name}, of the image ${node.image}: ${messageOf(error)}`,
        ...(error instanceof KinaError && error.detail !== undefined && {detail: error.detail}),
        next: ['Several control planes need a node image of kina’s own: leave --image out, or build one with kina image build.'],
      },
      {cause: error},
    )
  }
}

/**
 * Has HAProxy lead to the control planes it is given, and to no others, without a word to the connections of those that stay. What the line of a server
 * says stands in the image's own `load-balancer`, too, for its next start. Fails where the program knows no such changes at run time.
 * https://docs.haproxy.org/2.6/management.html#9.3-add%20server
 */
const CHANGE = `set -eu
ask() { echo "$1" | socat -t 5 - UNIX-CONNECT:/run/kina/haproxy.sock; }
have=$(ask 'show servers state control-planes' | awk '!/^#/ && NF > 4 {print $4}')
for name; do
  case " $(echo $have) " in *" $name "*) continue ;; esac
  ask "add server control-planes/$name 127.0.0.1:1 check check-ssl verify none inter 1s fall 2 rise 1 on-marked-down shutdown-sessions" | grep -q registered
  ask "enable health control-planes/$name" > /dev/null
  ask "enable server control-planes/$name" > /dev/null
done
systemctl restart kina-load-balancer-names.service
for name in $have; do
  case " $* " in *" $name "*) continue ;; esac
  ask "set server control-planes/$name state maint" > /dev/null
  tries=0
  until ask "shutdown sessions server control-planes/$name" > /dev/null && ask "del server control-planes/$name" | grep -q deleted; do
    tries=$((tries + 1))
    [ "$tries" -lt 20 ]
    sleep 0.1
  done
done`

/** The same for a load balancer that runs already: the connections it holds stay where they can. */
export async function changeLoadBalancer(node: Node, plan: ClusterPlan): Promise<void> {
  const names = controlPlanes(plan.nodes).map(({name}) => name)
  await writeFiles(node, [environment(names)])
  const {exitCode} = await node.exec(['sh', '-c', CHANGE, 'sh', ...names], {allowFailure: true, timeoutSeconds: 60})
  if (exitCode !== 0) await startLoadBalancer(node, plan)
}
