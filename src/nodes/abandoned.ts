import type {ClusterContext} from '../contract/index.js'
import type {JoinSecrets} from '../kubeadm/documents.js'
import {abandonedTokens, endJoining} from '../kubeadm/join-secrets.js'
import {forgetRequests, usersOfToken} from './node-objects.js'

type Api = Pick<ClusterContext, 'kubectl'>

/**
 * Takes back what a kina that was killed had the cluster take nodes by: tokens, keys, requests for certificates. To be called with the cluster's
 * lock held, so that nobody still uses them.
 */
export async function takeBackAbandoned(api: Api): Promise<void> {
  for (const secrets of await abandonedTokens(api)) await takeBack(api, secrets)
}

/** The same of nodes that have joined, or never will. The token goes last: by it the rest is found. */
export async function takeBack(api: Api, secrets: JoinSecrets): Promise<void> {
  await forgetRequests(api.kubectl, usersOfToken(secrets.token))
  await endJoining(api, secrets)
}
