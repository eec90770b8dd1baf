import type {App} from '../app.js'
import {withThrowawayNode, type Throwaway} from '../cluster/throwaway.js'
import type {Arch, Node, StoredImage} from '../contract/index.js'
import {KinaError, messageOf} from '../errors.js'
import {archOf, hostArch} from '../node-image/arch.js'
import {inParallel} from '../node-image/in-parallel.js'
import {adoptNode} from '../node/adopt.js'
import {waitUp} from '../node/wait-up.js'
import {IMAGE_LABELS} from '../plan/labels.js'
import type {SelectedRuntime} from '../registry/select-runtime.js'
import type {Step} from '../report/step.js'
import {failed, type Finding, type ImageCheck, type Subject} from './check.js'
import {checksOf} from './checks.js'
import {verifyForeign} from './foreign/verify-foreign.js'
import {subjectOf} from './subject.js'

export type Checked = Finding & {readonly id: string; readonly title: string}

export interface Verification {
  readonly ref: string
  readonly id: string
  readonly runtime: string
  /** Whether kina built it. */
  readonly own: boolean
  /** Null: it does not say, or never started. */
  readonly kubernetes: string | null
  /** What it is for; null when it does not say it. */
  readonly arch: string | null
  /** Nothing failed. */
  readonly good: boolean
  readonly checks: readonly Checked[]
}

export interface VerifyOptions {
  readonly runtime: SelectedRuntime
  /** In the runtime's store. */
  readonly ref: string
  readonly stored: StoredImage
}

/** How many checks look at once: most of a look is the start of a program in the node. */
const AT_ONCE = 4

/**
 * Starts a node of the image, looks at everything, and removes the node. An image that does not start has one finding: why. Of one for another
 * kind of machine, which does not start here, the files are looked at.
 */
export async function verifyImage(app: App, {runtime, ref, stored}: VerifyOptions, step: Step): Promise<Verification> {
  const own = stored.labels[IMAGE_LABELS.inputs] !== undefined
  const arch = archOf(stored)
  const known = {ref, id: stored.id, runtime: runtime.name, own, arch}
  if (arch !== null && arch !== hostArch()) return {...known, ...(await step('verify', `Files of ${ref}`, (progress) => verifyForeign(app, {runtime, ref, stored, arch: arch as Arch}, progress)))}
  return step('verify', `Node of ${ref}`, async (progress) => {
    const started = await start(app, {runtime, ref, up: own ? waitUp : adoptNode}, async (node) => {
      const subject = await subjectOf(node, stored)
      const checks = await inParallel(AT_ONCE, checksOf(subject), async (check) => {
        progress(check.title)
        return checked(app, check, subject)
      })
      return {kubernetes: subject.kubernetes, checks}
    })
    return {...known, ...started, good: started.checks.every(({status}) => status !== 'failed')}
  })
}

/** A node that does not come up is what the image is asked about; that the runtime has no node for another reason is an error. */
async function start<T>(app: App, {runtime, ref, up}: Pick<VerifyOptions, 'runtime' | 'ref'> & Pick<Throwaway, 'up'>, work: (node: Node) => Promise<T>): Promise<T | {kubernetes: null; checks: Checked[]}> {
  let began = false
  try {
    return await withThrowawayNode(app, {runtime, image: ref, up}, (node) => {
      began = true
      return work(node)
    })
  } catch (error) {
    if (began || !(error instanceof KinaError) || !NOT_STARTED.includes(error.code)) throw error
    return {kubernetes: null, checks: [{id: 'start', title: 'Start', ...failed(`the node does not start: ${messageOf(error)}`)}]}
  }
}

const NOT_STARTED: readonly string[] = ['E_NODE_BOOT', 'E_NODE_CREATE', 'E_PROVIDER_FAILED']

async function checked(app: App, {id, title, look}: ImageCheck, subject: Subject): Promise<Checked> {
  try {
    return {id, title, ...(await look(subject))}
  } catch (error) {
    app.signal.throwIfAborted()
    return {id, title, ...failed(messageOf(error))}
  }
}
