import assert from 'node:assert/strict'
import {inspectionText} from '../../src/report/inspection-text.js'

describe('an inspection as text', () => {
  it('has what names the image, its labels in order, and a line for each layer', () => {
    const text = inspectionText({
      ref: 'kina/node:v1',
      runtime: 'fake',
      id: '0123',
      tree: 'sha256:4567',
      labels: {'io.kina.sbom': 'sha256:89', 'io.kina.inputs': 'ab'},
      layers: [{digest: `sha256:${'a'.repeat(64)}`, size: 108_632_576, files: 5472}, {digest: `sha256:${'b'.repeat(64)}`, size: 1024, files: 0}],
    })
    assert.equal(text, [
      'image           kina/node:v1',
      'runtime         fake',
      'id              0123',
      'tree            sha256:4567',
      'io.kina.inputs  ab',
      'io.kina.sbom    sha256:89',
      '',
      'LAYER                 SIZE     FILES',
      'sha256:aaaaaaaaaaaa   109 MB   5472',
      'sha256:bbbbbbbbbbbb   1.0 kB   0',
    ].join('\n'))
  })
})
