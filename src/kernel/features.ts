import {BPF_FEATURES} from './bpf-features.js'
import type {FeatureSpec} from './feature.js'
import {FILTER_FEATURES, LINK_FEATURES, ROUTING_FEATURES} from './network-features.js'

/** Core's list. A plugin may ask for other names with a probe of its own. */
export const KERNEL_FEATURES: readonly FeatureSpec[] = [...LINK_FEATURES, ...ROUTING_FEATURES, ...FILTER_FEATURES, ...BPF_FEATURES]
