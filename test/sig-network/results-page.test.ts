import assert from 'node:assert/strict'
import {mkdtemp, readFile, rm, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {readReport} from './ginkgo-report.js'
import {PAGE, published} from './publish.js'
import {resultsInto} from './results-page.js'

describe('the published results of sig-network’s conformance tests', () => {
  it('are those that the last runs left', async () => {
    const page = await readFile(PAGE, 'utf8')
    assert.equal(resultsInto(page, await published()), page)
  })

  it('count tests that failed and that skipped themselves, and not those that were not chosen', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'kina-ginkgo-'))
    const spec = (text: string, state: string, message?: string) => ({ContainerHierarchyTexts: ['[sig-network] DNS'], LeafNodeType: 'It', LeafNodeText: `${text} [Conformance]`, State: state, RunTime: 2e9, ...(message !== undefined && {Failure: {Message: message}})})
    const setUp = (state: string) => ({ContainerHierarchyTexts: null, LeafNodeType: 'SynchronizedBeforeSuite', LeafNodeText: '', State: state, RunTime: 1e9, Failure: {Message: 'no node'}})
    const reports = [setUp('passed'), setUp('failed'), spec('a', 'passed'), spec('b', 'timedout', 'too long'), spec('c', 'skipped', 'one node'), spec('d', 'skipped')]
    try {
      await writeFile(join(directory, 'report.json'), JSON.stringify([{SpecReports: reports}]))
      const specs = await readReport(join(directory, 'report.json'))
      assert.deepEqual(specs.map(({name, state, message}) => [name, state, message]), [
        ['SynchronizedBeforeSuite', 'failed', 'no node'],
        ['DNS a', 'passed', ''],
        ['DNS b', 'failed', 'too long'],
        ['DNS c', 'skipped', 'one node'],
      ])
    } finally {
      await rm(directory, {recursive: true})
    }
  })
})
