import assert from 'node:assert/strict'
import {bytes} from '../../src/report/bytes.js'
import {createSummary} from '../../src/report/create-summary.js'
import {diagnosisText} from '../../src/report/diagnosis-text.js'
import {table} from '../../src/report/table.js'
import {examplePlan} from '../plan/example-plan.js'

describe('what a command prints at its end', () => {
  const firstLine = (plan = examplePlan()) => createSummary({plan, created: true, seconds: 14.06}).split('\n')[1]

  it('says of a cluster no more than was seen', () => {
    assert.equal(firstLine(), 'Cluster "dev" is ready after 14.1 s: Kubernetes v1.31.0, one node, CNI some, on fake.')
    assert.match(firstLine(examplePlan({waitSeconds: 0})) ?? '', /is up, not waited for,/)
    assert.match(firstLine(examplePlan({}, {cni: null})) ?? '', /nodes NotReady until you install a CNI/)
  })

  it('has columns as kubectl prints them', () => {
    assert.equal(table(['NAME', 'STATUS'], [['a', 'running'], ['longer', '']]), 'NAME     STATUS\na        running\nlonger')
  })

  it('has sizes for people', () => {
    assert.deepEqual([0, 999, 1500, 210_000_000, 1_270_000_000].map(bytes), ['0 B', '999 B', '1.5 kB', '210 MB', '1.3 GB'])
  })

  it('shows each check of the doctor, and the fix of those that are not ok', () => {
    const text = diagnosisText({healthy: false, done: [], results: [{title: 'Disk', status: 'ok', detail: 'fine', fix: 'none needed'}, {title: 'Runtime x', status: 'missing', detail: 'not on PATH', fix: 'kina doctor --fix'}]})
    assert.equal(text, 'ok       Disk       fine\nmissing  Runtime x  not on PATH\n                    fix: kina doctor --fix\n\nNot ready yet. kina doctor --fix installs and sets what it can.')
  })
})
