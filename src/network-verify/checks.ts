import type {NetworkCheck} from './check.js'
import {acrossNodes, sameNode} from './checks/between-pods.js'
import {dns} from './checks/dns.js'
import {egress} from './checks/egress.js'
import {hostPort, loadBalancer, nodePortFromHost, nodePortFromNodes} from './checks/from-outside.js'
import {policyChecks} from './checks/policies.js'
import {affinity, apiServer, hairpin, serviceFromNode, serviceLocal, serviceRemote} from './checks/services.js'
import {nodeToPod, podToNode} from './checks/with-nodes.js'

/** All that is looked at, in the order of what depends on what: the first that failed is the one to look at. */
export const NETWORK_CHECKS: readonly NetworkCheck[] = [
  nodeToPod,
  ...sameNode,
  ...acrossNodes,
  podToNode,
  serviceLocal,
  serviceRemote,
  hairpin,
  serviceFromNode,
  affinity,
  apiServer,
  ...dns,
  nodePortFromNodes,
  nodePortFromHost,
  hostPort,
  egress,
  loadBalancer,
  ...policyChecks,
]
