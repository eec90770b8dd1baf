import {readFile} from 'node:fs/promises'
import {stripVTControlCharacters} from 'node:util'

/** A spec of a run: one conformance test. */
export interface Spec {
  /** As {@link specName} has it. */
  readonly name: string
  readonly state: 'passed' | 'failed' | 'skipped'
  readonly seconds: number
  /** Of one that did not pass: what it said. */
  readonly message: string
}

interface GinkgoSuite {
  readonly SuiteSucceeded: boolean
  readonly SpecReports: readonly {
    readonly ContainerHierarchyTexts: readonly string[] | null
    readonly LeafNodeType: string
    readonly LeafNodeText: string
    readonly State: string
    /** Nanoseconds. */
    readonly RunTime: number
    readonly Failure?: {readonly Message: string}
  }[]
}

/**
 * Reads the report that `--ginkgo.json-report` writes: the specs that were chosen, and what happened to each. What was not chosen is `skipped`
 * without a message there; a spec that skipped itself says why. A set-up that failed counts as a spec that failed.
 */
export async function readReport(path: string): Promise<readonly Spec[]> {
  const suites = JSON.parse(await readFile(path, 'utf8')) as readonly GinkgoSuite[]
  return suites.flatMap(({SpecReports}) => SpecReports).flatMap((spec) => {
    const state = spec.State === 'passed' || spec.State === 'skipped' ? spec.State : 'failed'
    // Colours in it stand there whatever ginkgo was told.
    const message = stripVTControlCharacters(spec.Failure?.Message ?? '')
    if (spec.LeafNodeType !== 'It' ? state === 'passed' : state === 'skipped' && message === '') return []
    const name = [...(spec.ContainerHierarchyTexts ?? []), spec.LeafNodeText || spec.LeafNodeType].join(' ')
    return [{name: specName(name), state, seconds: spec.RunTime / 1e9, message}]
  })
}

/** Without the labels that all tests of the subset have. */
export function specName(text: string): string {
  return text.replaceAll(/\[(sig-network|Conformance)\] ?/g, '').trim()
}
