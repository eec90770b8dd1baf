import type {Argv} from '../../contract/index.js'
import type {Component} from '../../node-image/versions.js'
import {differs, failed, ok, type Finding, type ImageCheck, type Subject} from '../check.js'
import {run, versionIn} from '../run.js'

/** Every program of a component runs, and is of the version that goes with the image's Kubernetes. */
export function component({name, node}: Component): ImageCheck {
  return {
    id: name,
    title: name,
    async look(subject) {
      const programs = await Promise.all((node?.programs ?? []).map((program) => versionOf(subject, program)))
      return judge(subject, name, programs)
    },
  }
}

/** A program and what it says of itself, or why it says nothing. */
export interface Seen {
  readonly program: string
  readonly version: string | null
  readonly why?: string
}

/** One line on all of them: the wrong ones alone, where there are any. */
export function judge(subject: Pick<Subject, 'own' | 'kubernetes' | 'versions'>, name: string, programs: readonly Seen[]): Finding {
  const broken = programs.filter(({why}) => why !== undefined)
  if (broken.length > 0) return failed(broken.map(({program, why}) => `${program} does not run: ${why}`).join('; '))
  const wanted = expected(subject, name)
  const others = programs.filter(({version}) => wanted.length > 0 && !wanted.includes(version ?? ''))
  if (others.length > 0) return differs(subject, `${others.map(({program, version}) => `${program} is ${version ?? 'of no known version'}`).join(', ')}; ${wanted.join(' or ')} goes with Kubernetes ${subject.kubernetes ?? ''}`)
  return ok(`${programs.map(({program}) => program).join(', ')}: ${[...new Set(programs.map(({version}) => version ?? 'of no known version'))].join(', ')}`)
}

/** From a release or from modules: an image does not say which. Empty: kina does not know. */
export function expected({versions}: Pick<Subject, 'versions'>, name: string): readonly string[] {
  const version = versions?.components.find((other) => other.name === name)?.version
  return version === undefined ? [] : [...new Set([version.release, version.modules])]
}

async function versionOf({node}: Subject, program: string): Promise<Seen> {
  const ran = await run(node, [program, ...versionArgs(program)] as unknown as Argv)
  return ran.good ? {program, version: versionIn(ran.text)} : {program, version: null, why: ran.why}
}

/** How a program is asked for its version. */
export function versionArgs(program: string): readonly string[] {
  return VERSION_ARGS[program] ?? ['--version']
}

/** Where it is not `--version`. */
const VERSION_ARGS: Readonly<Record<string, readonly string[]>> = {
  kubeadm: ['version', '--output=short'],
  kubectl: ['version', '--client'],
  'containerd-shim-runc-v2': ['-v'],
}
