/**
 * The CNI configuration of one node, as JSON.
 * @param podCidr - this node's part of the pods' CIDR
 * @param mtu - of both ends of a pod's link, in bytes
 */
export function conflist(podCidr: string, mtu: number): string {
  const config = {
    cniVersion: '1.0.0',
    name: 'kina-ptp',
    plugins: [
      {
        type: 'ptp',
        // ptp's own rule would masquerade towards pods of other nodes too; the node's unit masquerades what leaves all pods.
        ipMasq: false,
        mtu,
        ipam: {
          type: 'host-local',
          // Gone when the node restarts, as its pods are; on a disk, addresses of pods that ended with the node would stay taken.
          dataDir: '/run/kina-ptp/addresses',
          ranges: [[{subnet: podCidr}]],
          routes: [{dst: '0.0.0.0/0'}],
        },
      },
      {type: 'portmap', capabilities: {portMappings: true}},
    ],
  }
  return `${JSON.stringify(config, null, 2)}\n`
}
