import type {Argv} from '../../contract/index.js'
import type {Component} from '../../node-image/versions.js'
import {failed, ok, skipped, type Finding} from '../check.js'
import {judge, versionArgs} from '../checks/component.js'
import {nameOf, ofTag, programOf} from '../checks/kubeadm-image.js'
import {versionUnder} from './emulator.js'
import {inStore, STORE_NAMES, wrongWith, type ForeignCheck, type ForeignSubject} from './subject.js'

/** Paths in the node of a component's programs. */
export function pathsOf({node}: Pick<Component, 'node'>): readonly string[] {
  return (node?.programs ?? []).map((program) => `${node?.directory ?? ''}/${program}`)
}

/** Every program of a component is there for the architecture; emulated, it is of the version that goes with the image's Kubernetes. */
export function foreignComponent(component: Component): ForeignCheck {
  const {name} = component
  return {
    id: name,
    title: name,
    async look(subject) {
      const paths = pathsOf(component)
      const wrong = paths.flatMap((path) => wrongWith(subject.contents.files.get(path), subject.arch)?.replace(/^/, `${path}: `) ?? [])
      if (wrong.length > 0) return failed(wrong.join('; '))
      const programs = []
      for (const path of paths) {
        const program = path.replace(/^.*\//, '')
        const seen = await ask(subject, path, versionArgs(program))
        if ('status' in seen) return seen
        programs.push({program, ...seen})
      }
      return judge(subject, name, programs)
    },
  }
}

/** One of the images that kubeadm names is in the store under its name, with its program; emulated, that is of the version of the tag. */
export function foreignImage(name: string): ForeignCheck {
  return {
    id: `image-${name}`,
    title: `Image ${name}`,
    async look(subject) {
      const {kubeadm, contents, arch} = subject
      const ref = kubeadm.images.find((other) => nameOf(other) === name)
      if (ref === undefined) return failed(kubeadm.why ?? `kubeadm names no image of this name: ${kubeadm.images.join(' ')}`)
      const names = [...contents.files].find(([path]) => STORE_NAMES.test(path))?.[1].text ?? ''
      if (!names.includes(ref)) return failed(`${ref}: containerd’s store does not have it`)
      const {program, args} = programOf(name)
      const found = [...contents.files].find(([path]) => inStore(path) === program)
      const wrong = wrongWith(found?.[1], arch)
      if (found === undefined || wrong !== undefined) return failed(`${ref}: ${program}: ${wrong ?? 'it is not there'}`)
      if (args.length === 0) return ok(ref)
      const seen = await ask(subject, found[0], args)
      if ('status' in seen) return seen
      return seen.why === undefined ? ofTag(ref, program, seen.version) : failed(`${ref}: ${seen.why}`)
    },
  }
}

/** What a program says of its version, emulated; a finding where nobody can ask it. */
async function ask({emulator, contents, arch}: ForeignSubject, path: string, args: readonly string[]): Promise<Finding | {readonly version: string | null; readonly why?: string}> {
  if (typeof emulator === 'string') return skipped(`there, and for ${arch}; it cannot be asked for its version: ${emulator}`)
  return versionUnder(emulator, [contents.copies.get(path) ?? path, ...args] as unknown as Argv)
}
