/**
 * Values of a cluster for which neither a file nor a flag said anything. The CIDRs are kind's, so that a file written for kind which sets
 * only one of them means the same here.
 */
export const clusterDefaults = {
  name: 'kina',
  podCidr: '10.244.0.0/16',
  serviceCidr: '10.96.0.0/16',
  dnsDomain: 'cluster.local',
  apiServerAddress: '127.0.0.1',
} as const
