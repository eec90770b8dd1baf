import type {Node} from '../contract/index.js'
import {API_PORT} from './documents.js'

/** Kubeconfigs of a control plane whose readers run beside its API server. */
export const LOCAL_CONFIGS = ['controller-manager', 'scheduler', 'kubelet'] as const

/**
 * Puts the loopback address in the place of the address of the moment, which kubeadm writes into these files (into kubelet's from 1.33 on), so that
 * the node may come back with another one.
 */
export async function pointAtLocal(node: Node, configs: readonly (typeof LOCAL_CONFIGS)[number][]): Promise<void> {
  await node.exec(['sed', '-i', `s#server: https://.*#server: https://127.0.0.1:${API_PORT}#`, ...configs.map((name) => `/etc/kubernetes/${name}.conf`)])
}
