import type {Place} from '../place.js'

/** Packets that are looked for on their way. */
export interface Flow {
  /** Null: this machine. */
  readonly from: Place | null
  readonly protocol: 'tcp' | 'udp' | 'icmp'
  /** What the client asks: an address of a pod, a node or a service. */
  readonly address: string
  /** That it asks for, and what may take its place on the way; none for ICMP. */
  readonly ports: readonly number[]
  /** Who may answer in the end. Empty: something outside of the cluster, or of the control plane. */
  readonly servers: readonly Place[]
  /** A node that the packets go through because its address is asked. */
  readonly through?: Place
  /** Asks once more, as the check did. */
  readonly question: string
}
