import {failed, ok, type Finding, type ImageCheck, type Subject} from '../check.js'
import {runScript, versionIn} from '../run.js'

/** One of the images that kubeadm names is in the image: containerd has it unpacked, and its program runs. Nothing of it needs a network. */
export function kubeadmImage(name: string): ImageCheck {
  return {
    id: `image-${name}`,
    title: `Image ${name}`,
    async look(subject) {
      const {images, why} = subject.kubeadm
      // A kubeadm that does not run is another check's finding; by the recipe, what it would name is there or not all the same.
      const ref = why === undefined ? images.find((other) => nameOf(other) === name) : subject.versions?.images[name]
      if (ref === undefined) return failed(why ?? `kubeadm names no image of this name: ${images.join(' ')}`)
      return usable(subject, name, ref)
    },
  }
}

async function usable(subject: Subject, name: string, ref: string): Promise<Finding> {
  const {program, args} = programOf(name)
  const ran = await runScript(subject.node, USE, ref, program, ...args)
  if (!ran.good) return failed(`${ref}: ${ran.why}`)
  return args.length > 0 ? ofTag(ref, program, versionIn(ran.text)) : ok(ref)
}

/** Whether a program is of the version that its image's tag says. */
export function ofTag(ref: string, program: string, version: string | null): Finding {
  const tag = /:v?([^:]+?)(-\d+)?$/.exec(ref)?.[1] ?? ''
  return version === `v${tag}` ? ok(ref) : failed(`${ref} has ${program} of ${version ?? 'no known version'}`)
}

/** The program of an image, and how it is asked for its version. Of pause it has to be there: it has nothing to say. */
export function programOf(image: string): {readonly program: string; readonly args: readonly string[]} {
  return PROGRAMS[image] ?? {program: `/usr/local/bin/${image}`, args: ['--version']}
}

/** Where its path or its way to say a version is another one. */
const PROGRAMS: Readonly<Record<string, {readonly program: string; readonly args: readonly string[]}>> = {
  coredns: {program: '/coredns', args: ['-version']},
  pause: {program: '/pause', args: []},
}

/** Mounts the image's snapshot, as a container of it would, and runs its program in it. */
const USE = `set -e
ref=$1 program=$2
shift 2
crictl inspecti "$ref" > /dev/null 2>&1 || { echo "containerd does not have it" >&2; exit 1; }
top=$(mktemp -d)
trap 'ctr --namespace k8s.io images unmount --rm "$top" > /dev/null 2>&1; rmdir "$top"' EXIT
ctr --namespace k8s.io images mount "$ref" "$top" > /dev/null
[ -x "$top$program" ] || { echo "it has no program $program" >&2; exit 1; }
[ $# = 0 ] || chroot "$top" "$program" "$@"`

/** `coredns` of `registry.k8s.io/coredns/coredns:v1.11.1`. */
export function nameOf(ref: string): string {
  return ref.replace(/^.*\//, '').replace(/:.*$/, '')
}
