import type {ProviderKind} from './provider-kind.js'

/** How long one call may take, in seconds, by method. */
export type Deadlines = Readonly<Record<string, number>>

/** How long loading a provider may take, in seconds. */
export const LOAD_DEADLINE = 10

/** For methods that the tables do not name. */
export const OTHER_DEADLINE = 300

/**
 * What a healthy provider needs on a slow machine, times a few: a deadline is there to end and name a call that would never end, not to
 * judge speed. `needs` answers without waiting for anything. A program in a node may be kubeadm, or an import of images: it has an hour.
 */
export const DEADLINES: Readonly<Record<ProviderKind, Deadlines>> = {
  runtime: {
    probe: 20,
    prepare: 300,
    createNode: 180,
    listNodes: 60,
    listClusters: 60,
    removeCluster: 180,
    removeNode: 120,
    report: 900,
    'power.stop': 120,
    'power.start': 180,
    'images.list': 60,
    'images.inspect': 60,
    'images.load': 1200,
    'images.pull': 3600,
    'images.remove': 180,
    'images.save': 1200,
    'node.exec': 3600,
    'node.addresses': 60,
    'node.reach': 60,
    'node.logs': 60,
  },
  cni: {needs: 5, place: 120, install: 300, ready: 30, uninstall: 300},
  'image builder': {probe: 20, build: 3600},
}
