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
  const {program, args} = PROGRAMS[name] ?? {program: `/usr/local/bin/${name}`, args: ['--version']}
  const ran = await runScript(subject.node, USE, ref, program, ...args)
  if (!ran.good) return failed(`${ref}: ${ran.why}`)
  const version = versionIn(ran.text)
  const tag = /:v?([^:]+?)(-\d+)?$/.exec(ref)?.[1] ?? ''
  if (args.length > 0 && version !== `v${tag}`) return failed(`${ref} has ${program} of ${version ?? 'no known version'}`)
  return ok(ref)
}

/** The program of an image where its path or its way to say a version is another one. Of pause it has to be there: it has nothing to say. */
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
function nameOf(ref: string): string {
  return ref.replace(/^.*\//, '').replace(/:.*$/, '')
}
