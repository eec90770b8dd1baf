import assert from 'node:assert/strict'
import {mkdtemp, rm, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import type {Verification} from '../../src/image-verify/verify.js'
import {newUser, type User} from '../e2e/kina.js'
import {overRuntimes} from '../e2e/over-runtimes.js'
import {done} from '../e2e/run.js'
import {NODE_IMAGE} from '../node-image.js'

const UNIT = '[Unit]\\nDescription=Broken on purpose\\n[Service]\\nType=oneshot\\nExecStart=/bin/false\\n[Install]\\nWantedBy=multi-user.target\\n'

/** Three things each, of different kinds; what each breaks, and the check that has to see it. */
const BROKEN: readonly Readonly<Record<string, string>>[] = [
  {
    systemd: `printf '${UNIT}' > /etc/systemd/system/broken.service && systemctl enable broken.service`,
    'cni-plugins': `printf '#!/bin/sh\\necho broken\\n' > /opt/cni/bin/portmap`,
    'image-coredns': `rm $(find /kina/containerd -path '*/fs/coredns')`,
  },
  {
    sysctls: `sed -i 's/^\\(-net.ipv4.conf.all.rp_filter\\) = 0/\\1 = 1/' /etc/sysctl.d/99-kina.conf`,
    iptables: `sed -i 's/for mode in nft legacy; do/for mode in nft; do/' /usr/local/lib/kina/boot/kernel.bash`,
    kind: 'echo v1.30.4 > /kind/version',
  },
  {
    runc: `printf '#!/bin/sh\\n[ "$1" != --version ] || exec echo runc version 1.0.0\\nexec /usr/local/sbin/runc.real "$@"\\n' > /tmp/runc && mv /usr/local/sbin/runc /usr/local/sbin/runc.real && install -m 755 /tmp/runc /usr/local/sbin/runc`,
    units: 'systemctl disable kina-certificates.path',
    'image-etcd': `file=$(find /kina/containerd -path '*/fs/usr/local/bin/etcd') && echo broken > "$file"`,
  },
]

await overRuntimes('verifying images that are broken on purpose', (place) => {
  const tags = BROKEN.map((_, i) => `kina/full-broken-${i}:1`)
  let user: User
  let directory: string
  before(async () => {
    user = await newUser(place)
    directory = await mkdtemp(join(tmpdir(), 'kina-broken-'))
    await done(user.kina(['image', 'build', '--if-missing', ...user.choice]))
  })
  after(async () => {
    await place.removeImages(tags)
    await rm(directory, {recursive: true, force: true})
    await user.leave()
  })

  for (const [i, broken] of BROKEN.entries()) {
    it(`reports exactly these: ${Object.keys(broken).join(', ')}`, async () => {
      await writeFile(join(directory, 'Containerfile'), [`FROM ${NODE_IMAGE}`, ...Object.values(broken).map((command) => `RUN ${command}`), ''].join('\n'))
      await done(place.tool(['build', '--tag', tags[i]!, '--file', join(directory, 'Containerfile'), directory]))
      const {exitCode, stdout, all} = await user.kina(['image', 'verify', tags[i]!, '--json', '--runtime', place.runtime])
      const {good, checks} = JSON.parse(stdout) as Verification
      assert.deepEqual([exitCode, good], [1, false], all)
      assert.deepEqual(checks.filter(({status}) => status === 'failed').map(({id}) => id).sort(), Object.keys(broken).sort(), all)
    })
  }
})
