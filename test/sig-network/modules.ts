import {fileURLToPath} from 'node:url'
import {KUBERNETES} from '../node-image.js'

/** The module with e2e.test and agnhost: that of the cluster's Kubernetes, so that tests and cluster agree about what conformance is. */
export const MODULE = 'k8s.io/kubernetes'
/** go.mod and go.sum of it with all that its tests need, by `node scripts/lock-modules.mjs --versions test/sig-network/versions.json`. */
export const MODULES_DIRECTORY = fileURLToPath(new URL(`modules/kubernetes/${KUBERNETES}`, import.meta.url))
