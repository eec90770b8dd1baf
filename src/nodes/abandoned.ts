import type {ClusterContext} from '../contract/index.js'
import {abandonedTokens, endJoining} from '../kubeadm/join-secrets.js'
import {forgetRequests, usersOfToken} from './node-objects.js'

/**
 * Takes back what a kina that was killed had the cluster take nodes by: tokens, keys, requests for certificates. To be called with the cluster's
 * lock held, so that nobody still uses them.
 */
export async function takeBackAbandoned(api: Pick<ClusterContext, 'kubectl'>): Promise<void> {
  for (const secrets of await abandonedTokens(api)) {
    await forgetRequests(api.kubectl, usersOfToken(secrets.token))
    await endJoining(api, secrets)
  }
}
