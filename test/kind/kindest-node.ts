import {createReadStream} from 'node:fs'
import {mkdtemp, rm, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {execa} from 'execa'
import {kubernetesImagesArchive, sandboxImage} from '../../src/node-image/kubernetes-images.js'
import {hostArch} from '../../src/node-image/arch.js'
import {kinaCache} from '../e2e/kina.js'
import {testContext} from '../e2e/cluster.js'
import {done} from '../e2e/run.js'
import {KIND_VERSION, kindSources, type Input, type Kind} from './kind.js'

export interface KindestNode {
  /** Laid out as kind lays out its own: `docker.io/kindest/node:VERSION`. */
  readonly image: string
  /** The same, for kind itself. */
  readonly forKind: string
}

/**
 * An image in the store of Podman, laid out as kindest/node: kind's own base stage and files from its module, on Debian 12 because its systemd
 * starts on cgroup v1 too, with the programs and the images of an image of kina's, so that the two differ in layout alone. The images are in
 * containerd's store as kind puts them there: as content, not unpacked. What no Go module proxy has is not in it: kindnetd, in whose place is
 * the pod network of kina's image, and the local-path provisioner.
 *
 * @param from - kina's image
 */
export async function kindestNode({podman: run}: Pick<Kind, 'podman'>, kubernetes: string, from: string): Promise<KindestNode> {
  const podman: Podman = async (args, input) => (await done(run(args, input))).stdout
  const image = `docker.io/kindest/node:${kubernetes}`
  const made = {label: 'kina-test.layout', value: `${KIND_VERSION} ${await podman(['image', 'inspect', '--format', '{{.Id}}', from])}`}
  const known = await run(['image', 'inspect', '--format', `{{index .Labels "${made.label}"}}`, image])
  if (known.stdout !== made.value) await build(podman, image, kubernetes, from, [`${made.label}=${made.value}`])
  return {image, forKind: await forKind(podman, {image, kubernetes, from})}
}

async function build(podman: Podman, image: string, kubernetes: string, from: string, labels: readonly string[]): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'kina-kindest-'))
  const sources = join(await kindSources(), 'images/base')
  const [stage, container] = [`localhost/kina-test/kindest-base:${kubernetes}`, `kina-kindest-${process.pid}`]
  try {
    await podman(['build', '--target', 'base', '--build-arg', `BASE_IMAGE=${await debian(podman)}`, '--tag', 'localhost/kina-test/kind-base', '--file', join(sources, 'Dockerfile'), sources])
    await writeFile(join(directory, 'Containerfile'), CONTAINERFILE)
    await podman(['build', '--build-arg', `FROM=${from}`, '--build-arg', `PAUSE_IMAGE=${sandboxImage(kubernetes)}`, '--tag', stage, directory])
    // As kind's build does (pkg/build/nodeimage): a container of it, containerd in that, and what it is then.
    await podman(['run', '--detach', '--name', container, '--privileged', '--cgroupns=private', '--entrypoint', 'sleep', stage, 'infinity'])
    await podman(['exec', container, 'bash', '-c', 'nohup containerd > /dev/null 2>&1 & until ctr version > /dev/null 2>&1; do sleep 0.2; done'])
    await importImages(podman, container, kubernetes)
    await podman(['exec', container, 'bash', '-c', 'pkill containerd; while pgrep --runstates D,R,S -x containerd > /dev/null; do sleep 0.1; done'])
    await podman(['commit', '--change', 'ENTRYPOINT ["/usr/local/bin/entrypoint", "/sbin/init"]', '--change', 'CMD []', ...labels.flatMap((label) => ['--change', `LABEL ${label.replace('=', '="')}"`]), container, image])
  } finally {
    await podman(['rm', '--force', '--volumes', '--time', '0', container]).catch(() => '')
    await rm(directory, {recursive: true, force: true})
  }
}

const CONTAINERFILE = `ARG FROM
FROM \${FROM} AS kina
FROM localhost/kina-test/kind-base
ARG PAUSE_IMAGE
COPY --from=kina /usr/local/bin/containerd /usr/local/bin/containerd-shim-runc-v2 /usr/local/bin/ctr /usr/local/bin/crictl /usr/local/bin/
COPY --from=kina /usr/local/sbin/runc /usr/local/sbin/
COPY --from=kina /opt/cni/bin/host-local /opt/cni/bin/loopback /opt/cni/bin/ptp /opt/cni/bin/portmap /opt/cni/bin/
COPY --from=kina /usr/bin/kubeadm /usr/bin/kubelet /usr/bin/kubectl /usr/bin/
COPY --from=kina /kind/version /kind/
COPY --from=kina /kind/manifests/ /kind/manifests/
COPY --from=kina /usr/local/lib/kina/pod-network /usr/local/lib/kina/pod-network
RUN ctr oci spec | jq '.hooks.createContainer[.hooks.createContainer| length] |= . + {"path": "/kind/bin/mount-product-files.sh"} | del(.process.rlimits)' > /etc/containerd/cri-base.json \\
 && sed -i "s|sandbox_image = .*|sandbox_image = \\"\${PAUSE_IMAGE}\\"|" /etc/containerd/config.toml
ENV container=docker
STOPSIGNAL SIGRTMIN+3
ENTRYPOINT ["/usr/local/bin/entrypoint", "/sbin/init"]
`

async function importImages(podman: Podman, container: string, kubernetes: string): Promise<void> {
  const named = (await podman(['exec', container, 'kubeadm', 'config', 'images', 'list', '--kubernetes-version', kubernetes])).split('\n')
  const archive = await kubernetesImagesArchive({ctx: testContext(), cacheRoot: kinaCache(), arch: hostArch(), host: {platform: process.platform, arch: hostArch()}, kubernetes, named})
  const argv = ['exec', '--interactive', container, 'ctr', '--namespace=k8s.io', 'images', 'import', '--label=io.cri-containerd.pinned=pinned', '--all-platforms', '--no-unpack', '--digests', '-']
  await podman(argv, createReadStream(archive))
}

/**
 * What kind has no setting for: the program that flannel calls, which users of kind put there themselves, and, without CAP_SYS_RESOURCE, that
 * systemd and containerd do not ask for what is refused.
 */
async function forKind(podman: Podman, {image, kubernetes, from}: {image: string; kubernetes: string; from: string}): Promise<string> {
  const tag = `localhost/kina-test/kindest-node:${kubernetes}`
  const less = '[Service]\\nOOMScoreAdjust=0\\nLimitNPROC=\\nLimitCORE=\\nLimitNOFILE=\\n'
  const run = `mkdir /etc/systemd/system/containerd.service.d && printf '${less}' > /etc/systemd/system/containerd.service.d/less.conf && sed -i 's/restrict_oom_score_adj = false/restrict_oom_score_adj = true/' /etc/containerd/config.toml`
  const lines = [`FROM ${image}`, `COPY --from=${from} /opt/cni/bin/bridge /opt/cni/bin/`, ...((await mayRaiseLimits()) ? [] : [`RUN ${run}`])]
  await podman(['build', '--tag', tag, '-'], `${lines.join('\n')}\n`)
  return tag
}

type Podman = (args: readonly string[], input?: Input) => Promise<string>

/** Debian as kina's image has it: from a registry, or of kina's own making. */
async function debian(podman: Podman): Promise<string> {
  const names = (await podman(['image', 'list', '--format', '{{.Repository}}:{{.Tag}}'])).split('\n')
  return names.find((name) => name === 'docker.io/library/debian:12-slim') ?? names.find((name) => /\/kina\/debian/.test(name)) ?? 'docker.io/library/debian:12-slim'
}

async function mayRaiseLimits(): Promise<boolean> {
  const {exitCode} = await execa('sh', ['-c', '(echo -1000 > /proc/self/oom_score_adj) 2> /dev/null'], {reject: false})
  return exitCode === 0
}

