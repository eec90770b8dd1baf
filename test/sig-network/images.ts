import type {GoModulesSource} from '../../src/contract/index.js'
import {MODULE, MODULES_DIRECTORY} from './modules.js'

/** An image of a test, under the name by which its pods ask for it. */
export interface TestImage {
  readonly ref: string
  readonly source: GoModulesSource
}

/** What upstream's image says with `CMD pause`: some pods name no arguments. */
const ENTRYPOINT = '/entrypoint'
const REGISTRY = 'registry.k8s.io/e2e-test-images'

/**
 * What the pods of the sig-network conformance tests run, beside the pause image that nodes have. Names and tags are those of
 * test/utils/image/manifest.go of v1.37.2, which a test compares with what e2e.test itself lists.
 */
export const TEST_IMAGES: readonly TestImage[] = [
  {
    ref: `${REGISTRY}/agnhost:2.66.1`,
    source: {
      type: 'go-modules',
      programs: [{directory: MODULES_DIRECTORY, package: `${MODULE}/test/images/agnhost`, target: '/agnhost'}],
      // As in its Dockerfile, which has them from Alpine: dig, curl, wget, nc, ss and what looks at sockets.
      debianPackages: ['bash', 'bind9-dnsutils', 'curl', 'hostname', 'iproute2', 'iperf', 'netcat-openbsd', 'socat', 'util-linux', 'wget'],
      files: [
        ...['crt', 'key'].map((kind) => ({target: `/localhost.${kind}`, directory: MODULES_DIRECTORY, module: MODULE, path: `test/images/agnhost/porter/localhost.${kind}`})),
        // Where netexec puts what is sent to it.
        {target: '/uploads/README', text: 'Uploads land here.\n'},
        {target: ENTRYPOINT, text: '#!/bin/sh\n[ $# -gt 0 ] || set -- pause\nexec /agnhost "$@"\n', executable: true},
      ],
      entrypoint: [ENTRYPOINT],
    },
  },
  {
    ref: `${REGISTRY}/glibc-dns-testing:2.1.1`,
    source: {type: 'go-modules', programs: [], debianPackages: ['bind9-dnsutils', 'hostname', 'libc-bin'], entrypoint: []},
  },
  {
    ref: `${REGISTRY}/nginx:1.27.0-2`,
    source: {type: 'go-modules', programs: [], debianPackages: ['nginx-light'], files: [{target: '/var/log/nginx/error.log', text: ''}], entrypoint: ['/usr/sbin/nginx', '-g', 'daemon off;']},
  },
]
